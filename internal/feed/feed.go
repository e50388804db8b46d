package feed

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/cairnqi/cairn/improvement"
)

// Type is the media type of a calendar.
const Type = "text/calendar; charset=utf-8"

// refresh is how often a calendar application is asked to look again.
const refresh = "PT4H"

// unsaid stands in place of what nobody but its owner is told of: a calendar is often
// shared, and shows on locked screens.
const unsaid = "Something of yours is due"

// Entry is an open task of somebody, and what it asks for in clear words that name nobody
// else, such as "Write the plan for “Breakfast club”".
type Entry struct {
	Task improvement.Task
	Asks string
}

// Calendar writes the due days of somebody's open tasks as a calendar that is published to
// them. Of a private task, and of a concern that someone may be unsafe, it says neither
// words nor subject. now becomes each entry's stamp; base is the address of the pages,
// empty where there are none. The same tasks give the same bytes at the same moment, and
// an entry keeps its identity from one look to the next.
func Calendar(entries []Entry, base string, now time.Time) string {
	base = strings.TrimRight(base, "/")
	c := ics.NewCalendarFor("Cairn")
	c.SetMethod(ics.MethodPublish)
	c.SetName("Cairn: your due days")
	c.SetRefreshInterval(refresh)
	c.SetXPublishedTTL(refresh)
	for _, e := range inOrder(entries) {
		e.addTo(c, base, now)
	}
	return c.Serialize(ics.WithNewLineWindows)
}

// inOrder leaves out what has no due day, and puts the rest by day.
func inOrder(entries []Entry) []Entry {
	dated := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return !e.Task.Due.Valid() })
	slices.SortFunc(dated, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Task.Due, b.Task.Due), cmp.Compare(a.Task.Subject, b.Task.Subject), cmp.Compare(a.Task.Key, b.Task.Key))
	})
	return dated
}

func (e Entry) addTo(c *ics.Calendar, base string, now time.Time) {
	day := e.Task.Due.Start().In(improvement.London())
	event := c.AddEvent(e.identity())
	event.SetDtStampTime(now)
	event.SetAllDayStartAt(day)
	event.SetAllDayEndAt(day.AddDate(0, 0, 1))
	event.SetTimeTransparency(ics.TransparencyTransparent) // a due day is no appointment
	if e.hidden() {
		event.SetSummary(unsaid)
		event.SetClass(ics.ClassificationPrivate)
	} else {
		event.SetSummary(oneLine(e.Asks))
	}
	if link := e.link(base); link != "" {
		event.SetURL(link)
	}
}

// hidden tells that nothing is said of it.
func (e Entry) hidden() bool { return e.Task.Private || e.Task.Kind == improvement.TaskConcern }

// link leads to the task's subject, or to all tasks where that would tell.
func (e Entry) link(base string) string {
	if base == "" || e.hidden() {
		return base
	}
	return base + "/see/" + string(e.Task.Subject)
}

// identity is the same for one task whenever it is asked for, and tells nothing.
func (e Entry) identity() string {
	sum := sha256.Sum256([]byte(string(e.Task.Subject) + "\n" + e.Task.Key))
	return hex.EncodeToString(sum[:16]) + "@cairn"
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
