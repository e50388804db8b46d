package main

import (
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

func (f *founder) group() improvement.BodyID { return improvement.BodyID(f.mark + "group") }

func (f *founder) network() improvement.BodyID { return improvement.BodyID(f.mark + "network") }

// groups files an action group and a network, with their people.
func (f *founder) groups() error {
	for body, roles := range map[improvement.Body][]improvement.Role{
		{ID: f.group(), Kind: improvement.ActionGroup, Name: "A group", Parent: f.lmg()}: {improvement.GroupLead, improvement.GroupMember},
		{ID: f.network(), Kind: improvement.Network, Name: "A network", Parent: f.lmg()}: {improvement.NetworkMember},
	} {
		members := &improvement.MembersSet{Body: body.ID}
		for _, role := range roles {
			if err := f.somebody(f.person(string(role))); err != nil {
				return err
			}
			members.Members = append(members.Members, improvement.Membership{Body: body.ID, Person: f.person(string(role)), Role: role})
		}
		for n := range helpers * (len(roles) - 1) {
			if err := f.somebody(f.helper(n)); err != nil {
				return err
			}
			members.Members = append(members.Members, improvement.Membership{Body: body.ID, Person: f.helper(n), Role: improvement.GroupMember})
		}
		if err := f.recorded(improvement.BodySubject(body.ID), &improvement.BodyRecorded{Body: body}, members); err != nil {
			return err
		}
	}
	return nil
}

// voices files what people sent in: most of it accepted, some of it waiting.
func (f *founder) voices() error {
	for n := range f.Voices {
		day, subject := f.day(), f.voice(n)
		p := &pen{ctx: f.ctx, vault: f.pen.vault, by: subject.Correspondent()}
		said := improvement.Said{
			ID: subject.ID(), LMG: f.lmg(), Locality: f.locality(n), Theme: f.theme(n), When: day,
			Title: p.words(f.words(5)), Text: f.itemBy(p, day), Consent: improvement.Consent{Day: day, Text: p.words("Yes"), Counted: true, Quoted: n%2 == 0},
		}
		events := []improvement.Event{&improvement.VoiceReceived{Said: said, Due: "2026-07-01"}}
		if n%10 > 0 {
			events = append(events, &improvement.VoiceModerated{As: improvement.VoiceAccepted, Theme: said.Theme})
		}
		voice := new(improvement.CommunityVoice)
		filing, err := voice.Filing("send", "", began, events)
		if err := f.put(filing, errors.Join(err, p.err)); err != nil {
			return err
		}
	}
	return nil
}

// others files the other lifecycles: a third of them are open.
func (f *founder) others() error {
	for _, of := range []struct {
		n    int
		file func(n int, open bool) error
	}{{6, f.round}, {reviewsOf, f.review}, {24, f.issue}, {20, f.commission}, {20, f.request}} {
		for n := range of.n {
			if err := of.file(n, n%3 == 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// round is one of priority setting, with evidence before the LMG, a request and a draft.
func (f *founder) round(n int, open bool) error {
	lwo := f.person("lwo")
	charter := improvement.RoundCharter{
		LMG: f.lmg(), Round: fmt.Sprint("r", n), Title: f.text(4), From: "2026-09-01", Until: "2027-08-31", Themes: []improvement.ThemeID{"theme0", "theme1"},
		Dates: improvement.RoundDates{Gather: "2026-07-10", Propose: "2026-07-20", Agree: "2026-08-10", Publish: "2026-08-20"},
	}
	put := &improvement.EvidencePut{}
	for v := range min(f.Voices, 40) {
		if v%10 > 0 {
			put.Items = append(put.Items, improvement.Before{Item: improvement.ItemID(f.voice(v)), Kind: improvement.Voice, Strength: improvement.FromVoice, Theme: f.theme(v), Locality: f.locality(v), By: lwo, At: began})
		}
	}
	events := []improvement.Event{
		&improvement.RoundOpened{Charter: charter, LWO: lwo, Terms: improvement.DefaultTerms(), Rules: improvement.CurrentRules}, put,
		&improvement.EvidenceAsked{Request: improvement.EvidenceRequest{ID: "r1", Question: f.text(8), Of: f.person(string(improvement.GroupLead)), Due: "2026-07-08", Asked: began, By: lwo, Status: improvement.RequestOpen}},
		&improvement.PriorityDrafted{Draft: improvement.Draft{ID: improvement.PriorityID(fmt.Sprint(f.mark, "d", n)), Statement: f.text(12), Theme: "theme0", Evidence: []improvement.ItemID{put.Items[0].Item}, By: lwo, Status: improvement.DraftOpen}},
	}
	switch {
	case !open:
		events = append(events, &improvement.RoundEnded{Reason: f.text(5)})
	case n > 0:
		scores := &improvement.ScoresCalled{Members: []improvement.PersonID{f.person("chair"), f.person("deputy"), f.person("member")}, Due: "2026-07-18"}
		events = append(events, &improvement.RoundMoved{To: improvement.RoundPropose, Due: "2026-07-20"}, scores)
	}
	round := new(improvement.PrioritySetting)
	return f.put(round.Filing("open", lwo, began, events))
}

// month is the nth month before July 2026.
func month(n int) string {
	n = 2026*12 + 6 - n
	return fmt.Sprintf("%04d-%02d", n/12, n%12+1)
}

// issue is a newsletter with news of the journal and items that people offered; all but
// the latest were sent.
func (f *founder) issue(n int, _ bool) error {
	network := improvement.Body{ID: f.network(), Kind: improvement.Network, Name: "A network", Parent: f.lmg()}
	sections := improvement.DefaultSections()
	events := []improvement.Event{improvement.OpenIssue(network, improvement.Period(month(n)), improvement.DefaultSchedule(), sections, nil, improvement.Calendar{})}
	for i := range 10 {
		item := improvement.IssueItem{ID: fmt.Sprint("i", i), Section: sections[i%len(sections)].ID, Title: f.text(5), Text: f.text(60), By: f.person(string(improvement.NetworkMember)), At: began}
		events = append(events, &improvement.ItemContributed{Item: item})
	}
	drafted := &improvement.IssueDrafted{Since: began.AddDate(0, -1, 0), Until: began}
	for i := range min(f.priorities, 20) {
		at := improvement.Found{ID: fmt.Sprint("j-", 2*i+1), Kind: improvement.FoundPriority, Subject: improvement.PrioritySubject(f.priority(i)), Entry: 1, Day: improvement.DateOf(began)}
		drafted.Found = append(drafted.Found, at)
		at.ID, at.Kind, at.Subject = fmt.Sprint("j-", 2*i+2), improvement.FoundTest, improvement.TestSubject(f.test(i%f.Tests))
		drafted.Found = append(drafted.Found, at)
	}
	events = append(events, &improvement.OpeningWritten{Note: f.text(60)}, &improvement.IssueDraftDue{}, drafted)
	if n > 0 {
		events = append(events, &improvement.IssueApprovedBy{}, &improvement.IssueSendDue{}, &improvement.IssueHandedOut{}, &improvement.IssueHasBeenSent{})
	}
	issue := new(improvement.Issue)
	return f.put(issue.Filing("open", f.person("lwo"), began, events))
}

func (f *founder) commission(n int, open bool) error {
	charter := improvement.CommissionCharter{
		ID: fmt.Sprint(f.mark, "c", n), LMG: f.lmg(), Priority: f.priority(n), Group: f.group(), Title: f.text(5), Note: f.text(20), Due: "2026-07-01",
	}
	events := []improvement.Event{&improvement.Commissioned{Charter: charter, By: f.person("chair"), LWO: f.person("lwo"), Terms: improvement.DefaultTerms()}}
	if !open {
		events = append(events, &improvement.CommissionFulfilled{Test: improvement.TestSubject(f.test(n % f.Tests))})
	}
	commission := new(improvement.Commission)
	return f.put(commission.Filing("commission", f.person("chair"), began, events))
}

// request is one under data-protection law: a complaint, or to have what is held about a
// member.
func (f *founder) request(n int, open bool) error {
	asked := improvement.DataRequestForm{ID: fmt.Sprint(f.mark, "q", n), Kind: improvement.DataComplaint, Body: f.lmg(), From: f.text(5), Received: improvement.DateOf(began)}
	if n%2 == 1 {
		asked.Kind, asked.About = improvement.AccessRequest, f.person(string(improvement.Member))
	}
	events := []improvement.Event{&improvement.DataRequestRecorded{Request: asked, By: f.person("lwo"), Terms: improvement.DefaultTerms(), Due: "2026-07-01"}}
	if !open {
		events = append(events, &improvement.DataRequestAcknowledged{Due: "2026-07-31"}, &improvement.DataRequestClosed{Done: f.text(5)})
	}
	request := new(improvement.DataRequest)
	return f.put(request.Filing("record", f.person("lwo"), began, events))
}
