package intake

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Date reads a day as people in Scotland write it, the day first: 3/11/2026,
// 03.11.2026, 3-11-2026, 3/11/26, 3 November 2026, 3rd Nov 2026 or 3-Nov-26; also
// 2026-11-03. The day of the week may stand in front, and midnight behind, as
// spreadsheets export it. A year of two digits is of 2000 to 2049. Anything else is
// refused with an *improvement.Error without a field.
func Date(text string) (improvement.Date, error) {
	weekday, written := cutWeekday(text)
	d, read := readDay(written)
	if !read {
		return "", notADay(text, written)
	}
	if err := d.check(text); err != nil {
		return "", err
	}
	day := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	if weekday != "" && !isWeekday(weekday, day.Weekday()) {
		return "", badDay("%s is a %s. Check the day.", day.Format("2 January 2006"), day.Weekday())
	}
	return improvement.Date(day.Format(time.DateOnly)), nil
}

// dayIn gives the figures of the day that a cell holds, for a look at many cells: what
// cannot be one is passed over at once.
func dayIn(cell string) (writtenDay, bool) {
	const shortest, longest = len("1/1/26"), 60
	cell = strings.TrimSpace(cell)
	if len(cell) < shortest || len(cell) > longest || cell[len(cell)-1] < '0' || cell[len(cell)-1] > '9' {
		return writtenDay{}, false
	}
	_, written := cutWeekday(cell)
	return readDay(written)
}

// writtenDay is a day as its figures say, which need not be in the calendar.
type writtenDay struct {
	day, month, year int
	figures          bool // its month too, as in 3/11/2026, so that it may be the day
}

var (
	yearFirst = regexp.MustCompile(`^(\d{4})-(0[1-9]|1[0-2])-(\d\d)$`)
	figured   = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?([ /.-])(\d{1,2}|[a-z]{3,9})([ /.-])(\d{4}|\d\d)$`)
)

// century is where a year of two digits lies, and lastShortYear the last that does:
// a year beyond is as likely to be of the century before.
const (
	century       = 2000
	lastShortYear = 49
)

// readDay takes the figures of a day, in small letters with single blanks.
func readDay(written string) (writtenDay, bool) {
	if found := yearFirst.FindStringSubmatch(written); found != nil {
		return writtenDay{day: figure(found[3]), month: figure(found[2]), year: figure(found[1])}, true
	}
	found := figured.FindStringSubmatch(written)
	if found == nil || found[2] != found[4] {
		return writtenDay{}, false
	}
	d := writtenDay{figure(found[1]), figure(found[3]), figure(found[5]), found[3][0] < 'a'}
	if !d.figures {
		d.month = monthNamed(found[3])
	} else if found[2] == " " || found[2] == "-" && len(found[5]) == 2 { // 26-11-03 may begin with its year
		return writtenDay{}, false
	}
	if len(found[5]) == 2 && d.year <= lastShortYear {
		d.year += century
	}
	return d, d.month > 0
}

// figure is the number of up to four digits, 0 of anything else.
func figure(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// monthNamed is the number of a month by its name or the beginning of it, 0 of none.
func monthNamed(name string) int {
	for month := time.January; month <= time.December; month++ {
		if strings.HasPrefix(strings.ToLower(month.String()), name) {
			return int(month)
		}
	}
	return 0
}

// check refuses a day that the calendar does not have.
func (d writtenDay) check(text string) error {
	switch {
	case d.year < 100:
		return badDay("%q has a year of two digits. Write the year in full.", clip(text))
	case d.monthFirst():
		return badDay("%q has no month %d: the day comes first. Write it as %d/%d/%d.", clip(text), d.month, d.month, d.day, d.year)
	case d.month > 12 || d.year < 1900 || d.year > 2199:
		return notADate(text)
	}
	last := lastOf(d.year, d.month)
	if d.day < 1 || d.day > last.Day() {
		return badDay("%q is not a date: %s has %d days. Check the day.", clip(text), last.Format("January 2006"), last.Day())
	}
	return nil
}

// lastOf is the last day of a month.
func lastOf(year, month int) time.Time {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC)
}

// monthFirst tells that the figures are a day of the calendar if the month comes first,
// and only then: 1/19/2026.
func (d writtenDay) monthFirst() bool {
	return d.month > 12 && d.day >= 1 && d.day <= 12 && d.month <= lastOf(d.year, d.day).Day()
}

// dayFirst tells that the first of the figures can be no month: 19/1/2026.
func (d writtenDay) dayFirst() bool {
	return d.figures && d.day > 12 && d.day <= 31 && d.month <= 12
}

const month = `(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*`

var (
	serialDay = regexp.MustCompile(`^[3-6]\d{4}(?:\.\d+)?$`) // 1982 to 2091
	partOfDay = regexp.MustCompile(`^(?:\d{1,2}|` + month + `)[ /.-](?:\d{4}|\d\d)$|^\d{1,2}(?:st|nd|rd|th)?[ -]` + month + `$`)
	timeOfDay = regexp.MustCompile(`[ t]\d{1,2}:\d\d`)
)

// notADay says what is wrong with what does not read as a day.
func notADay(text, written string) error {
	switch {
	case serialDay.MatchString(written): // 1900 or 1904: what it counts from is not to be known
		return badDay("%q is how a spreadsheet keeps a day inside. Format these cells as dates, such as 03/11/2026, and save again.", clip(text))
	case partOfDay.MatchString(written):
		return badDay("%q has no day or no year. Write both, such as 1 November 2026.", clip(text))
	case timeOfDay.MatchString(written):
		return badDay("%q has a time of day in it. Write the day alone, such as 3/11/2026.", clip(text))
	}
	return notADate(text)
}

func notADate(text string) error {
	return badDay("%q is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.", clip(text))
}

func badDay(format string, args ...any) error {
	return improvement.Refuse(improvement.Invalid, "", format, args...)
}

var midnight = regexp.MustCompile(` 0?0:00(?::00)?$`)

// cutWeekday gives the day of the week, if it stands in front, and the day itself in
// small letters with single blanks.
func cutWeekday(text string) (weekday, written string) {
	written = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " "))
	written = midnight.ReplaceAllString(written, "")
	first, rest, found := strings.Cut(written, " ")
	for day := time.Sunday; found && day <= time.Saturday; day++ {
		if isWeekday(first, day) {
			return first, rest
		}
	}
	return "", written
}

// isWeekday takes a name or the beginning of it: Tue, Tues, Tuesday.
func isWeekday(word string, day time.Weekday) bool {
	return len(word) >= 3 && strings.HasPrefix(strings.ToLower(day.String()), strings.ToLower(word))
}

// maxDays is the most days that a story counts, either way.
const maxDays = 3660

var counted = regexp.MustCompile(`^day (-?\d{1,4})$`)

// parseDay reads a day; in a story also "day 12", which counts from its first.
func (p *page) parseDay(text string) (improvement.Date, error) {
	found := counted.FindStringSubmatch(text)
	switch {
	case found == nil:
		return Date(text)
	case p.day0 == "":
		return "", improvement.Refuse(improvement.Invalid, "", "%q is for stories only. Write the date, such as 3 November 2026.", text)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil || n > maxDays || n < -maxDays {
		return "", improvement.Refuse(improvement.Invalid, "", "%q is too far away.", text)
	}
	return p.day0.AddDays(n), nil
}

// When is a moment of a story: so many days after its first, at a time of day in
// London.
type When struct {
	Day, Hour, Minute int
}

// Moment is when that is in a story whose first day is day0.
func (w When) Moment(day0 improvement.Date) time.Time {
	day := day0.AddDays(w.Day).Start().In(improvement.London())
	return time.Date(day.Year(), day.Month(), day.Day(), w.Hour, w.Minute, 0, 0, improvement.London()).UTC()
}

// before tells whether w comes before another moment.
func (w When) before(o When) bool {
	return w.minutes() < o.minutes()
}

func (w When) minutes() int { return (w.Day*24+w.Hour)*60 + w.Minute }

var countedHour = regexp.MustCompile(`^day (\d{1,4}) (\d{1,2}):(\d{2})$`)

func parseWhen(text string) (When, bool) {
	found := countedHour.FindStringSubmatch(text)
	if found == nil {
		return When{}, false
	}
	var n [3]int
	for i := range n {
		number, err := strconv.Atoi(found[i+1])
		if err != nil {
			return When{}, false
		}
		n[i] = number
	}
	return When{n[0], n[1], n[2]}, n[0] <= maxDays && n[1] < 24 && n[2] < 60
}
