package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// saidWherePage lists the places for which it is told what was heard, and the newsletters
// that tell of it.
type saidWherePage struct {
	LMGs, Localities, Networks []improvement.Body
	Quiet                      bool // nothing is sent
}

func (saidWherePage) head() head {
	return head{Template: "said-where", Title: "You said, we did", Help: "What people told us, place by place, and what came of it."}
}

func saidWhere(ctx context.Context, v *visit) (answer, error) {
	lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
	if err != nil {
		return answer{}, err
	}
	localities, err := v.bodiesOf(ctx, improvement.Locality, "")
	if err != nil {
		return answer{}, err
	}
	networks, err := v.bodiesOf(ctx, improvement.Network, "")
	if err != nil {
		return answer{}, err
	}
	return show(saidWherePage{lmgs, localities, networks, v.quiet()})
}

// saidPage is what was heard in a place, and what came of it: what everybody may know.
type saidPage struct {
	Place      string
	Heard      []heardLine
	Total      int
	Quotes     []string // not yet under a priority
	Priorities []saidPriority
	Speak      string // where people speak, of a locality
}

func (p saidPage) head() head {
	return head{Template: "said", Title: "You said, we did: " + p.Place, Crumbs: []crumb{{"You said, we did", "/you-said"}},
		Help: "What people in " + p.Place + " told us, and what came of it. We quote only those who agreed to it, and never say who they are."}
}

type heardLine struct {
	Theme string
	Count string
}

// saidPriority is a priority with what was said for it and the tests under it.
type saidPriority struct {
	Statement, Stands, Voices string
	Quotes                    []string
	Tests                     []tracedLine
}

// saidPath is the public page of a place.
func saidPath(body improvement.BodyID) string { return "/you-said/" + url.PathEscape(string(body)) }

// How many quotes a page shows of each priority, and of what rests under none.
const mostQuotes = 5

func showSaid(ctx context.Context, v *visit) (answer, error) {
	place, err := v.body(ctx, improvement.BodyID(v.path("body")), improvement.LMG, improvement.Locality)
	if err != nil {
		return answer{}, err
	}
	of := improvement.Filter{Kind: improvement.KindVoice, Stage: string(improvement.VoiceAccepted), LMG: place.ID}
	lmg := place.ID
	p := saidPage{Place: place.Name}
	if place.Kind == improvement.Locality {
		of.LMG, of.Locality, lmg = "", place.ID, place.Parent
		p.Speak = voicePath(place.ID)
	}
	heard, err := v.Record.List(ctx, of)
	if err != nil {
		return answer{}, err
	}
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return answer{}, err
	}
	p.Total, p.Heard = len(heard), heardByTheme(heard, themes)
	all, err := v.prioritiesOfLMG(ctx, lmg)
	if err != nil {
		return answer{}, err
	}
	if place.Kind == improvement.Locality {
		all = slices.DeleteFunc(all, func(one improvement.Priority) bool {
			return len(one.Localities) > 0 && !slices.Contains(one.Localities, place.ID)
		})
	}
	return v.sayDid(ctx, p, heard, all, improvement.Filter{Kind: improvement.KindTest, LMG: lmg, Locality: of.Locality})
}

// sayDid tells for each priority what was said, and which tests came of it.
func (v *visit) sayDid(ctx context.Context, p saidPage, heard []improvement.Listing, all []improvement.Priority, of improvement.Filter) (answer, error) {
	tests, err := v.Record.List(ctx, of)
	if err != nil {
		return answer{}, err
	}
	there := map[improvement.SubjectID]bool{}
	for _, l := range heard {
		there[l.Subject] = true
	}
	cited := map[improvement.SubjectID]bool{}
	var read []improvement.Listing // those that are quoted, read at once
	for _, one := range all {
		for _, item := range one.Evidence {
			if s := item.Subject(); there[s] && !cited[s] {
				cited[s] = true
				read = append(read, improvement.Listing{Subject: s})
			}
		}
	}
	others := 0
	for _, l := range heard {
		if !cited[l.Subject] && others < mostVoices {
			others++
			read = append(read, l)
		}
	}
	voices, err := v.voicesOf(ctx, read)
	if err != nil {
		return answer{}, err
	}
	for _, one := range all {
		p.Priorities = append(p.Priorities, v.saidPriority(one, voices, there, tests))
	}
	for _, l := range read {
		if quote := v.quote(voices[l.Subject]); quote != "" && !cited[l.Subject] && len(p.Quotes) < mostQuotes {
			p.Quotes = append(p.Quotes, quote)
		}
	}
	return show(p)
}

func (v *visit) saidPriority(one improvement.Priority, voices map[improvement.SubjectID]*improvement.CommunityVoice, there map[improvement.SubjectID]bool, tests []improvement.Listing) saidPriority {
	line := saidPriority{Statement: v.words.Line(one.Statement), Stands: "We work on this."}
	if !one.InEffect() {
		line.Stands = plainStage(string(one.Fate)) + "."
	}
	rests := 0
	for _, item := range one.Evidence {
		if !there[item.Subject()] {
			continue
		}
		rests++
		if quote := v.quote(voices[item.Subject()]); quote != "" && len(line.Quotes) < mostQuotes {
			line.Quotes = append(line.Quotes, quote)
		}
	}
	if rests > 0 {
		line.Voices = "It rests on " + countOf(rests, "voice", "voices") + " from here, beside other evidence."
	}
	for _, t := range tests {
		if t.Parent == improvement.PrioritySubject(one.ID) {
			line.Tests = append(line.Tests, tracedLine{Name: v.words.Line(t.Title), Stands: wording.EndOf(t)})
		}
	}
	return line
}

// quote is what somebody said, where everybody may read it: they agreed to be quoted, it is
// accepted and not hidden, and they are not under 16.
func (v *visit) quote(voice *improvement.CommunityVoice) string {
	if voice == nil || !voice.Citable() || !voice.Said.Consent.Quoted || voice.Said.Under16 {
		return ""
	}
	return v.words.Line(voice.Said.Text)
}

// heardByTheme counts voices by theme, the most first.
func heardByTheme(heard []improvement.Listing, themes []improvement.Theme) []heardLine {
	counts := map[improvement.ThemeID]int{}
	for _, l := range heard {
		counts[l.Theme]++
	}
	names := themeNames(themes)
	var ids []improvement.ThemeID
	for id := range counts {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b improvement.ThemeID) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) })
	var lines []heardLine
	for _, id := range ids {
		lines = append(lines, heardLine{cmp.Or(names[id], "Something else"), countOf(counts[id], "voice", "voices")})
	}
	return lines
}
