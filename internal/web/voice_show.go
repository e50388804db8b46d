package web

import (
	"context"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// voiceShownPage is a voice as whoever asks may read it, with what they may do with it.
type voiceShownPage struct {
	Title    string
	Concern  string
	KeptBack bool
	Withdraw string // the day on which it was taken back
	Text     string
	Facts    []fact
	Scores   []scoreLine
	Notes    []noteLine
	Offers   []offer
	Feeds    string // its page in the library
}

func (p voiceShownPage) head() head {
	help := "Who sent it is not known."
	if len(p.Offers) > 0 {
		help += " What you may do with it stands below."
	}
	return head{Template: "voice-shown", Title: p.Title, Help: help, Crumbs: []crumb{{"Voices", "/voices"}}}
}

type scoreLine struct {
	Theme string
	Score int
	Why   string
}

type noteLine struct{ When, Who, Says, Words string }

// offer is something that may be done.
type offer struct{ Name, Path string }

// voiceAt reads the voice in the address. What is hidden from whoever asks is as if it were
// not there.
func (v *visit) voiceAt(ctx context.Context) (*improvement.CommunityVoice, error) {
	voice := new(improvement.CommunityVoice)
	id := v.path("voice")
	if improvement.CheckID("voice", id) != nil {
		return nil, improvement.ErrNotFound
	}
	err := v.state(ctx, improvement.VoiceSubject(id), voice)
	if err == nil && !voice.MayKnow(v.who) {
		err = improvement.ErrNotFound
	}
	return voice, err
}

func showVoice(ctx context.Context, v *visit) (answer, error) {
	voice, err := v.voiceAt(ctx)
	if err != nil {
		return answer{}, err
	}
	entries, err := v.Record.Journal(ctx, voice.Subject(), 0)
	if err != nil {
		return answer{}, err
	}
	if err := v.meet(ctx, authorsOf(entries), []improvement.BodyID{voice.Said.LMG, voice.Said.Locality}); err != nil {
		return answer{}, err
	}
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return answer{}, err
	}
	shown := voice.For(v.who)
	p := voiceShownPage{
		Title: "A voice from " + v.words.Body(voice.Said.Locality) + ", " + voice.Said.When.Plain(), Concern: concernSays(shown.Concern),
		KeptBack: !voice.MayRead(v.who), Text: v.words.Text(shown.Said.Text), Offers: voiceOffers(voice, v.who),
		Notes: v.concernNotes(entries, voice.Said.LMG),
	}
	if voice.Withdrawn != "" {
		p.Withdraw = voice.Withdrawn.Plain()
		return show(p)
	}
	if !p.KeptBack {
		p.Facts, p.Scores = v.voiceFacts(shown, voice.HearsBack(), themeNames(themes)), v.scores(shown.Said.Place)
	}
	if voice.Citable() {
		p.Feeds = libraryPath(improvement.ItemID(voice.Subject()))
	}
	return show(p)
}

func (v *visit) voiceFacts(voice *improvement.CommunityVoice, hears bool, themes map[improvement.ThemeID]string) []fact {
	agreed := "To be read and counted"
	if voice.Said.Consent.Quoted {
		agreed += ", and to be quoted without their name"
	}
	facts := []fact{{"Stands", plainStage(string(voice.Moderation))}}
	if voice.Claimed != "" && v.who.Is(voice.Said.LMG, improvement.LWO) {
		facts = append(facts, fact{"Taken by", v.words.Person(voice.Claimed)})
	}
	if voice.Theme != "" {
		facts = append(facts, fact{"Theme", themes[voice.Theme]})
	}
	facts = append(facts, fact{"Agreed", agreed + ", on " + voice.Said.Consent.Day.Plain()}, fact{"What they agreed to", v.words.Text(voice.Said.Consent.Text)})
	if voice.Said.Under16 {
		facts = append(facts, fact{"Age", "Under 16"})
	}
	if hears {
		facts = append(facts, fact{"Hears back", "Yes"})
	}
	if !voice.Reason.Empty() {
		facts = append(facts, fact{"Set aside", v.words.Line(voice.Reason)})
	}
	return facts
}

// scores are those of the Place Standard, in its order.
func (v *visit) scores(place []improvement.Score) []scoreLine {
	var lines []scoreLine
	for _, theme := range improvement.PlaceThemes() {
		for _, s := range place {
			if s.Theme == theme.ID {
				lines = append(lines, scoreLine{theme.Name, s.Score, v.words.Line(s.Why)})
			}
		}
	}
	return lines
}

// voiceOffers lists what somebody may do with a voice as it stands.
func voiceOffers(voice *improvement.CommunityVoice, who improvement.Actor) []offer {
	at := voicesPath(voice.Subject())
	hidden, gone := voice.Concern.Hides(), voice.Withdrawn != "" || voice.Erased != nil
	lmg := voice.Said.LMG
	var offers []offer
	if improvement.MayExportCorrespondence(who, voice) == nil {
		offers = append(offers, offer{"Give out or erase what is held of whoever sent it", heldPath(voice.Subject().Correspondent())})
	}
	if hidden {
		if who.Is(lmg, improvement.Safeguarding) {
			offers = append(offers, offer{"Settle the concern", at + "/settle"})
		}
		return offers
	}
	if who.Is(lmg, improvement.LWO) && !gone {
		if voice.Moderation != improvement.VoiceAccepted {
			offers = append(offers, offer{"Accept it", at + "/accept"})
		} else {
			offers = append(offers, offer{"Put it under another theme", at + "/accept"})
		}
		if voice.Moderation != improvement.VoiceSetAside {
			offers = append(offers, offer{"Set it aside", at + "/set-aside"})
		}
	}
	if voice.MayRead(who) && !gone {
		offers = append(offers, offer{"Someone may be unsafe", at + "/unsafe"})
	}
	if who.Is(lmg, improvement.LWO, improvement.Safeguarding) && voice.Withdrawn == "" {
		if voice.Said.Consent.Quoted {
			offers = append(offers, offer{"They take back that it may be quoted", at + "/quoting"})
		}
		offers = append(offers, offer{"They take all of it back", at + "/withdraw"})
	}
	return offers
}

// concernSays tells where a concern stands, to whom that may be told.
func concernSays(c *improvement.Concern) string {
	switch {
	case c.Open():
		return "Someone may be unsafe. The safeguarding contact reads this by " + c.Due.Plain() + ", and nobody else."
	case c.Hides():
		return "Someone may be unsafe. The safeguarding contact keeps this hidden."
	}
	return ""
}

// concernNotes are what was written when a concern was raised and settled, for the
// safeguarding contact alone.
func (v *visit) concernNotes(entries []improvement.Entry, lmg improvement.BodyID) []noteLine {
	if !improvement.MayReadConcern(v.who, lmg) {
		return nil
	}
	var notes []noteLine
	for _, e := range entries {
		n := noteLine{When: plainTime(e.At), Who: v.words.Person(e.By), Says: wording.Capital(e.Event.Sentence(v.words))}
		switch event := e.Event.(type) {
		case *improvement.ConcernRaised:
			n.Words = v.words.Line(event.Why)
		case *improvement.ConcernSettled:
			n.Words = v.words.Line(event.Note)
		default:
			continue
		}
		notes = append(notes, n)
	}
	return notes
}

func authorsOf(entries []improvement.Entry) []improvement.PersonID {
	var all []improvement.PersonID
	for _, e := range entries {
		all = append(all, e.By)
	}
	return all
}

// plainStage is a stage as people say it, as the beginning of a sentence.
func plainStage(stage string) string { return wording.Capital(wording.Plainly(stage)) }

// countOf is a number with what it counts.
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
