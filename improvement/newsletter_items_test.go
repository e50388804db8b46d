package improvement_test

import (
	"fmt"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

func offer(id, section string) ContributeItem {
	return ContributeItem{Item: IssueItem{ID: id, Section: section, Title: words("About " + id), Text: words("Come along"), Link: words("https://example.org/" + id)}}
}

func TestAnIssueBearsSoManyItems(t *testing.T) {
	l := openedIssue(t)
	for n := range MaxItemsEach {
		l.do(newcomer, offer(fmt.Sprintf("i-%d", n), "events"))
	}
	if says := l.try(newcomer, offer("i-more", "events")); says == nil || says.Field != "title" {
		t.Errorf("one more of one person: %v", says)
	}
	for n := MaxItemsEach; n < MaxIssueItems; n++ {
		l.do(member(PersonID(fmt.Sprint("p", n)), eastNetwork, NetworkMember), offer(fmt.Sprintf("i-%d", n), "events"))
	}
	if says := l.try(helper, offer("i-more", "events")); says == nil || says.Field != "title" {
		t.Errorf("one more than there may be: %v", says)
	}
}

func TestWhoeverOfferedAnItemMayThinkAgain(t *testing.T) {
	l := openedIssue(t)
	l.do(newcomer, offer("i-1", "events"))
	l.do(newcomer, LeaveOutItem{Item: "i-1"})
	if l.issue.Items[0].State != ItemLeftOut {
		t.Errorf("it is %s", l.issue.Items[0].State)
	}
	if says := l.try(officer, AcceptItem{Item: "i-1"}); says == nil || says.Code != NotAllowed || says.Field != "item" {
		t.Errorf("taken in against their will: %v", says)
	}
	l.do(officer, offer("i-2", "events"))
	l.do(officer, LeaveOutItem{Item: "i-2"})
	l.do(officer, AcceptItem{Item: "i-2"}) // their own
	l.do(helper, offer("i-3", "events"))
	l.do(officer, LeaveOutItem{Item: "i-3"})
	l.do(officer, AcceptItem{Item: "i-3"}) // nobody took it back
}

// Where nobody ever decides on items, they do not heap up from issue to issue.
func TestUndecidedItemsDoNotHeapUp(t *testing.T) {
	var before *Issue
	for month := range 6 {
		l := openedIssue(t)
		l.now = l.now.Add(time.Duration(month) * time.Minute)
		for n := range MaxIssueItems {
			l.do(member(PersonID(fmt.Sprint("p", n)), eastNetwork, NetworkMember), offer(fmt.Sprintf("i-%d-%d", month, n), "events"))
		}
		l.until(at("2026-03-03 08:59"))
		l.now = at("2026-03-03 09:00")
		l.pass()
		l.file("", []Event{DefaultSchedule().Drafted(before, nil, nil, holidays, l.now)})
		before = l.issue
	}
	if n := len(before.Items); n > MaxIssueItems+MaxCarried {
		t.Errorf("it has %d items", n)
	}
	if last := before.Items[len(before.Items)-1].ID; last != "i-4-99" {
		t.Errorf("the last that was carried over is %s, want the newest", last)
	}
}

// An item that is offered again under its name, while an earlier issue left it over, is one.
func TestAnItemIsCarriedOverOnce(t *testing.T) {
	l := openedIssue(t)
	l.do(newcomer, offer("walk", "events"))
	before := &Issue{Items: []IssueItem{{ID: "walk", Section: "people", State: ItemOffered}, {ID: "talk", Section: "events", State: ItemOffered}}}
	l.until(at("2026-03-03 08:59"))
	l.now = at("2026-03-03 09:00")
	l.pass()
	l.file("", []Event{DefaultSchedule().Drafted(before, nil, nil, holidays, l.now)})
	if items := l.issue.Items; len(items) != 2 || items[0].Section != "events" || items[1].ID != "talk" {
		t.Errorf("it has %+v", items)
	}
}
