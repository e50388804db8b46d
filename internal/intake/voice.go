package intake

import (
	"context"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// Voice reads what somebody in the community says. Its words are sealed under its own
// key: id is the voice's. Days that are left out are today.
func (r Reader) Voice(ctx context.Context, id string, today improvement.Date, doc []byte) (improvement.SendVoice, error) {
	r.Author = improvement.VoiceSubject(id).Correspondent()
	return read(ctx, r, doc, func(f *form) improvement.SendVoice { return voice(f, id, today) })
}

// CheckVoice is Voice without a seal: no key is made for a voice that is refused.
func CheckVoice(id string, today improvement.Date, doc []byte) (improvement.SendVoice, error) {
	return Reader{Sealer: lengths{}}.Voice(context.Background(), id, today, doc)
}

func voice(f *form, id string, today improvement.Date) improvement.SendVoice {
	s := improvement.Said{
		ID: id, LMG: improvement.BodyID(f.id("lmg")), Locality: improvement.BodyID(f.id("locality")), Theme: improvement.ThemeID(f.id("theme")),
		When: orDay(f.date("when"), today), Text: f.text("text"), Under16: f.yes("under_16"), Unsafe: f.yes("unsafe"),
	}
	if node, text := f.scalar("text"); s.Text.Length > 0 {
		s.Title = f.sealed(node, f.field("text"), beginning(text))
	}
	consent := f.sub("consent")
	s.Consent = improvement.Consent{
		Day: orDay(consent.date("day"), today), Text: consent.text("text"), Counted: consent.yes("counted"), Quoted: consent.yes("quoted"),
	}
	consent.close()
	if address := address(f, "address"); !s.Under16 { // of a child none is even sealed
		s.Address = address
	}
	s.Place = place(f)
	return improvement.SendVoice{Said: s}
}

func orDay(day, today improvement.Date) improvement.Date {
	if day == "" {
		return today
	}
	return day
}

// beginning is how a text begins, on one line: what lists show.
func beginning(text string) string {
	const most = 80
	line := strings.Join(strings.Fields(text), " ")
	runes := []rune(line)
	if len(runes) <= most {
		return line
	}
	cut := string(runes[:most-1])
	if blank := strings.LastIndexByte(cut, ' '); blank > most/2 {
		cut = cut[:blank]
	}
	return cut + "…"
}

// place reads scores of the Place Standard: a theme with its score, or with the score and
// a word why.
func place(f *form) []improvement.Score {
	p := f.sub("place")
	var scores []improvement.Score
	for _, theme := range improvement.PlaceThemes() {
		node := p.take(string(theme.ID))
		if node == nil {
			continue
		}
		s := improvement.Score{Theme: theme.ID}
		if node.Kind == yaml.MappingNode {
			with := p.page.form(p.field(string(theme.ID)), p.author, node)
			s.Score, s.Why = with.whole("score"), with.text("why")
			with.close()
		} else {
			s.Score = p.whole(string(theme.ID))
		}
		scores = append(scores, s)
	}
	p.close()
	return scores
}

// Item reads an item of evidence that belongs to no test. id and kind stand in where the
// document names none; a when that is left out is today.
func (r Reader) Item(ctx context.Context, id string, kind improvement.EvidenceKind, today improvement.Date, doc []byte) (improvement.Item, error) {
	return read(ctx, r, doc, func(f *form) improvement.Item {
		i := item(f)
		i.Evidence.When = orDay(i.Evidence.When, today)
		if i.Evidence.ID == "" {
			i.Evidence.ID = id
		}
		if i.Evidence.Kind == "" {
			i.Evidence.Kind = kind
		}
		return i
	})
}

func item(f *form) improvement.Item {
	return improvement.Item{
		LMG: improvement.BodyID(f.id("lmg")), Locality: improvement.BodyID(f.id("locality")), Theme: improvement.ThemeID(f.id("theme")),
		Strength: improvement.Strength(f.line("strength")), Title: f.text("title"), Evidence: evidence(f),
		People: f.whole("people"), Place: place(f),
	}
}
