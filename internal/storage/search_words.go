package storage

import (
	"slices"
	"strings"
	"unicode"
)

// The two databases cut and stem text each in its own way. They are given the same
// words, in small letters without accents, and what either would stem otherwise than
// the other is dealt with here: so that one query finds the same on both.

const (
	maxSearchWord  = 64 // characters of a word that count
	maxSearchWords = 32 // words of a query that count
)

// searchWords cuts a text into the words that search knows.
func searchWords(text string) []string {
	// Through capitals, for letters that have two small forms, as the Greek sigma.
	folded := strings.Map(dropMarks, strings.ToLower(strings.ToUpper(accents.Replace(text))))
	words := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if runes := []rune(w); len(runes) > maxSearchWord {
			w = string(runes[:maxSearchWord])
		}
		if singular, irregular := singulars[w]; irregular {
			w = singular
		}
		words[i] = w
	}
	return words
}

// queryWords gives what a typed query looks for: each word once, without those that
// every text has.
func queryWords(typed string) []string {
	var words []string
	for _, w := range searchWords(typed) {
		if !stopWords[w] && !slices.Contains(words, w) && len(words) < maxSearchWords {
			words = append(words, w)
		}
	}
	return words
}

// dropMarks drops accents that stand as signs of their own.
func dropMarks(r rune) rune {
	if r >= 0x300 && r <= 0x36f {
		return -1
	}
	return r
}

// accents are the letters of the Latin alphabets of Europe, beside what they are found by.
var accents = strings.NewReplacer(accentPairs()...)

func accentPairs() []string {
	var pairs []string
	for plain, marked := range map[string]string{
		"a": "àáâãäåāăąÀÁÂÃÄÅĀĂĄ", "ae": "æÆ", "c": "çćĉċčÇĆĈĊČ", "d": "ďđðĎĐÐ", "e": "èéêëēĕėęěÈÉÊËĒĔĖĘĚ",
		"g": "ĝğġģĜĞĠĢ", "h": "ĥħĤĦ", "i": "ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ", "j": "ĵĴ", "k": "ķĶ", "l": "ĺļľŀłĹĻĽĿŁ",
		"n": "ñńņňŋÑŃŅŇŊ", "o": "òóôõöøōŏőÒÓÔÕÖØŌŎŐ", "oe": "œŒ", "r": "ŕŗřŔŖŘ", "s": "śŝşšșŚŜŞŠȘ", "ss": "ßẞ",
		"t": "ţťŧțŢŤŦȚ", "th": "þÞ", "u": "ùúûüũūŭůűųÙÚÛÜŨŪŬŮŰŲ", "w": "ŵẁẃẅŴẀẂẄ", "y": "ýÿŷỳÝŸŶỲ", "z": "źżžŹŻŽ",
	} {
		for _, r := range marked {
			pairs = append(pairs, string(r), plain)
		}
	}
	return pairs
}

// singulars are plurals that no stemmer, or only one of the two, brings together with
// their singular.
var singulars = map[string]string{
	"children": "child", "women": "woman", "men": "man", "feet": "foot", "teeth": "tooth", "mice": "mouse",
	"lives": "life", "wives": "wife", "knives": "knife", "halves": "half", "shelves": "shelf", "loaves": "loaf",
	"buses": "bus", "gases": "gas", "lenses": "lens", "viruses": "virus", "campuses": "campus", "bonuses": "bonus",
	"choruses": "chorus", "focuses": "focus", "crises": "crisis", "analyses": "analysis",
}

// stopWords are those that PostgreSQL's english configuration leaves out; its list.
var stopWords = setOf(`i me my myself we our ours ourselves you your yours yourself yourselves he him his himself
	she her hers herself it its itself they them their theirs themselves what which who whom this that these those am is
	are was were be been being have has had having do does did doing a an the and but if or because as until while of at
	by for with about against between into through during before after above below to from up down in out on off over
	under again further then once here there when where why how all any both each few more most other some such no nor
	not only own same so than too very s t can will just don should now`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
