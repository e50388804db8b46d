package improvement

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// Effect is what publishing files to a priority.
type Effect struct {
	Priority PriorityID
	Event    Event
}

// Effects lists what the published round files to priorities: those agreed, then those
// that were settled.
func (p *PrioritySetting) Effects() []Effect {
	var effects []Effect
	for _, d := range p.those(DraftAgreed) {
		effects = append(effects, Effect{d.OnRecord(), &PriorityRecorded{Priority: Priority{
			ID: d.OnRecord(), LMG: p.LMG, Theme: d.Theme, Statement: d.Statement, Strategic: d.Strategic,
			Localities: d.Localities, Evidence: d.Evidence, Round: p.Subject(),
		}}})
	}
	for _, s := range p.Earlier {
		effects = append(effects, Effect{s.Priority, &PrioritySettled{Round: p.Subject(), Fate: s.Fate, Because: s.Because}})
	}
	return effects
}

// Renamed is a priority that took effect under another identifier than it was agreed
// under, which another priority had by then.
type Renamed struct {
	Draft PriorityID `json:"draft"`
	As    PriorityID `json:"as"`
}

// OnRecord is the identifier of the priority that the draft became, or would become.
func (d Draft) OnRecord() PriorityID { return cmp.Or(d.As, d.ID) }

// Identifiers gives those that an agreed draft may take effect under, in their order:
// its own, then numbered ones that no other draft of the round has.
func (p *PrioritySetting) Identifiers(id PriorityID) iter.Seq[PriorityID] {
	return func(yield func(PriorityID) bool) {
		if !yield(id) {
			return
		}
		for n := 2; ; n++ {
			number := fmt.Sprintf("-%d", n)
			other := PriorityID(strings.TrimRight(string(id[:min(len(id), longestID-len(number))]), "-") + number)
			if p.draft(other) == nil && !yield(other) {
				return
			}
		}
	}
}

// Rename is the round with the identifiers that its priorities took effect under.
func (p *PrioritySetting) Rename(renamed []Renamed) *PrioritySetting {
	then := p.clone()
	then.renamed(renamed)
	return then
}

func (p *PrioritySetting) renamed(renamed []Renamed) {
	for _, r := range renamed {
		p.draft(r.Draft).As = r.As
	}
}

// TakeEffect closes publishing, once the priorities are filed, some perhaps under another
// identifier, and so many contributors are told.
func (p *PrioritySetting) TakeEffect(told int, renamed []Renamed) []Event {
	if p.Stage != RoundTakeEffect {
		return nil
	}
	return []Event{&TookEffect{Told: told, Renamed: renamed}}
}

// HeardBack is what the published round tells whoever sent a voice and left an address:
// of each priority that rests on it, or, where none does, that it was read. Voices from
// before since were told of by an earlier round, unless a priority of this one rests on
// them.
func (p *PrioritySetting) HeardBack(v *CommunityVoice, since, now time.Time) []Notice {
	if !v.HearsBack() || !v.Citable() {
		return nil
	}
	var notices []Notice
	for _, d := range p.those(DraftAgreed) {
		if slices.Contains(d.Evidence, ItemID(v.Subject())) {
			priority := PrioritySubject(d.OnRecord())
			notices = append(notices, v.HeardBack("heard/"+string(priority), priority, d.Statement, now))
		}
	}
	if len(notices) == 0 && v.Received.After(since) && !v.Received.After(p.Published) {
		read := v.HeardBack("read/"+string(p.Subject()), p.Subject(), p.Title, now)
		read.Kind = NoticeWasRead
		notices = append(notices, read)
	}
	return notices
}
