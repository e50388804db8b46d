package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// voicesQueuePage lists voices of a stage, what is due first.
type voicesQueuePage struct {
	Stage  string
	Stages []stageLink
	Voices []voiceLine
	First  string // the address of the first page, where this is another
	Older  string // of the next page, where there is one
	Places []posterLink
}

func (p voicesQueuePage) head() head {
	return head{Template: "voices", Title: "Voices", Help: "What people in the community say. Read each voice, and accept it or set it aside. Where someone may be unsafe, only the safeguarding contact reads it."}
}

type stageLink struct {
	Name, Path string
	Current    bool
}

type posterLink struct{ Name, Form, Poster string }

// voiceLine is a voice in a list.
type voiceLine struct{ Path, Begins, Where, Due string }

// voiceStages are the stages that voices are listed by, with whom they are for.
var voiceStages = []struct {
	stage, name string
	roles       []improvement.Role // nil: everybody
}{
	{"waiting", "To read", []improvement.Role{improvement.LWO, improvement.Safeguarding}},
	{"accepted", "Accepted", nil},
	{"set-aside", "Set aside", []improvement.Role{improvement.LWO, improvement.Safeguarding}},
	{"withdrawn", "Taken back", []improvement.Role{improvement.LWO, improvement.Safeguarding}},
	{"unsafe", "Someone may be unsafe", []improvement.Role{improvement.Safeguarding}},
	{"kept-hidden", "Kept hidden", []improvement.Role{improvement.Safeguarding}},
}

// mostVoices is how many a page of a list shows.
const mostVoices = 50

// address is that of another page of the list.
func (p voicesQueuePage) address(after improvement.SubjectID) string {
	q := url.Values{"stage": {p.Stage}}
	if after != "" {
		q.Set("after", after.ID())
	}
	return "/voices?" + q.Encode()
}

// listVoices reads a page of the voices of the stage, and fills in where it goes on. Who
// may read those of their LMGs alone sees what is due first; a list of all LMGs stands by
// identifier, so that only its page is read.
func (v *visit) listVoices(ctx context.Context, p *voicesQueuePage, readers []improvement.Role) ([]improvement.Listing, error) {
	of := improvement.Filter{Kind: improvement.KindVoice, Stage: p.Stage}
	var after improvement.SubjectID
	if id := v.query("after"); id != "" {
		after, p.First = improvement.VoiceSubject(id), p.address("")
	}
	var list []improvement.Listing
	if readers == nil {
		of.After, of.Limit = after, mostVoices+1
		var err error
		if list, err = v.Record.List(ctx, of); err != nil {
			return nil, err
		}
	}
	for _, lmg := range v.lmgsAs(readers...) {
		of.LMG = lmg
		found, err := v.Record.List(ctx, of)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	if readers != nil {
		slices.SortStableFunc(list, func(a, b improvement.Listing) int { return cmp.Compare(a.Due, b.Due) })
		at := slices.IndexFunc(list, func(l improvement.Listing) bool { return l.Subject == after })
		list = list[at+1:]
	}
	if len(list) > mostVoices {
		list = list[:mostVoices]
		p.Older = p.address(list[mostVoices-1].Subject)
	}
	return list, nil
}

// queueOf is the stage that waits for somebody.
func queueOf(who improvement.Actor) string {
	switch {
	case holds(who, improvement.LWO):
		return "waiting"
	case holds(who, improvement.Safeguarding):
		return "unsafe"
	}
	return "accepted"
}

func showVoices(ctx context.Context, v *visit) (answer, error) {
	p := voicesQueuePage{Stage: cmp.Or(v.query("stage"), queueOf(v.who))}
	var readers []improvement.Role
	known := false
	for _, s := range voiceStages {
		if s.roles != nil && !holds(v.who, s.roles...) {
			continue
		}
		if p.Stage == s.stage {
			readers, known = s.roles, true
		}
		p.Stages = append(p.Stages, stageLink{s.name, "/voices?stage=" + s.stage, p.Stage == s.stage})
	}
	if !known {
		return answer{}, improvement.ErrNotFound
	}
	list, err := v.listVoices(ctx, &p, readers)
	if err != nil {
		return answer{}, err
	}
	if p.Voices, err = v.voiceLines(ctx, list); err != nil {
		return answer{}, err
	}
	for _, lmg := range v.lmgsAs(improvement.LWO, improvement.Clerk, improvement.Chair, improvement.Deputy) {
		places, err := v.bodiesOf(ctx, improvement.Locality, lmg)
		if err != nil {
			return answer{}, err
		}
		for _, b := range places {
			p.Places = append(p.Places, posterLink{b.Name, voicePath(b.ID), voicePath(b.ID) + "/poster"})
		}
	}
	return show(p)
}

// voiceLines shows those of a list that whoever asks may read; that a voice was taken back
// is told without its words.
func (v *visit) voiceLines(ctx context.Context, list []improvement.Listing) ([]voiceLine, error) {
	voices, err := v.voicesOf(ctx, list)
	if err != nil {
		return nil, err
	}
	var bodies []improvement.BodyID
	for _, l := range list {
		bodies = append(bodies, l.Locality)
	}
	if err := v.meet(ctx, nil, bodies); err != nil {
		return nil, err
	}
	var lines []voiceLine
	for _, l := range list {
		voice := voices[l.Subject]
		if voice == nil || !voice.MayRead(v.who) && (voice.Withdrawn == "" || !voice.MayKnow(v.who)) {
			continue
		}
		line := voiceLine{Path: voicesPath(l.Subject), Begins: v.words.Line(voice.For(v.who).Said.Title), Where: v.words.Body(l.Locality) + ", " + voice.Said.When.Plain()}
		if line.Begins == "" {
			line.Begins = "A voice without words"
		}
		if l.Due != "" {
			line.Due = l.Due.Plain()
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// voicesOf reads the voices of a list at once.
func (v *visit) voicesOf(ctx context.Context, list []improvement.Listing) (map[improvement.SubjectID]*improvement.CommunityVoice, error) {
	subjects := make([]improvement.SubjectID, len(list))
	for i, l := range list {
		subjects[i] = l.Subject
	}
	if len(subjects) == 0 {
		return nil, nil
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	voices := make(map[improvement.SubjectID]*improvement.CommunityVoice, len(states))
	for subject, state := range states {
		one := new(improvement.CommunityVoice)
		if err := json.Unmarshal(state, one); err != nil {
			return nil, err
		}
		voices[subject] = one
	}
	return voices, nil
}

// voicesPath is the page of a voice for those who moderate.
func voicesPath(voice improvement.SubjectID) string { return "/voices/" + url.PathEscape(voice.ID()) }
