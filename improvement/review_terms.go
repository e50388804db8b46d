package improvement

import "time"

// ReviewTerms is how an LMG's quality reviews come about: how often, on which
// indicators, with how long for what. They come from the configuration; a review keeps
// the indicators and days that it was opened with.
type ReviewTerms struct {
	Months     int // between reviews; divides 12, so that they fall in the same months each year
	FirstMonth int // one of those months, 1 to 12
	Indicators []Indicator
	Days       ReviewDays
}

// DefaultReviewTerms are a review in April and October, on six indicators: in words of
// our own, the aspects that frameworks for the inspection of joint work in Scotland ask
// about (such as Care Inspectorate and Education Scotland, "How good is our ...").
func DefaultReviewTerms() ReviewTerms {
	return ReviewTerms{
		Months: 6, FirstMonth: 4,
		Indicators: []Indicator{
			{"leadership", "Leadership and direction", "Everybody knows what the group is for, who leads, and how it decides."},
			{"planning", "Planning together", "Plans rest on evidence, are made by all who carry them out, and say who does what by when."},
			{"delivering", "Delivering together", "What was planned is done, in good time, and people help one another across services."},
			{"involving", "Involving children, families and community", "Those whom it is about are asked, listened to, and told what came of it."},
			{"impact", "Impact and outcomes", "Life became better for those it was meant for, and the measures and stories show it."},
			{"learning", "Improving and learning", "The group looks honestly at what happened, changes what it does, and shares what it learned."},
		},
		Days: ReviewDays{Evaluate: 20, LWO: 25, Conclude: 10},
	}
}

// firstDay is the first day of a period.
func firstDay(p string) Date { return Date(p + "-01") }

// monthsBack is the day so many months before, in the same place of its month where
// there is one.
func (d Date) monthsBack(n int) Date {
	day, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return d
	}
	first := time.Date(day.Year(), day.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.AddDate(0, 0, min(day.Day(), last)-1).Format(dateLayout))
}

// scheduled is the latest period, by the calendar alone, that begins on a day or before.
func (t ReviewTerms) scheduled(d Date) string {
	for p := firstDay(string(PeriodOf(d))); ; p = p.monthsBack(1) {
		if month := int(p.Start().In(london).Month()); (month-t.FirstMonth+12)%t.Months == 0 {
			return string(PeriodOf(p))
		}
	}
}

// Due tells which review of an LMG is to be opened on a day, if one is. last is the
// period of its latest review that was not ended, empty where there is none. A month that was
// missed is made up for, but not before an LMG has its first. No group is asked twice at
// once: what lies nearer to the next scheduled month is left to that one, and a review
// that was opened out of turn shortly before takes its place.
func (t ReviewTerms) Due(d Date, last string) (string, bool) {
	p, today := t.scheduled(d), string(PeriodOf(d))
	if last == "" {
		return p, p == today
	}
	return p, last < p && 2*monthsBetween(last, p) >= t.Months && 2*monthsBetween(p, today) <= t.Months
}

// monthsBetween counts the months from one period to a later one.
func monthsBetween(from, to string) int {
	a, b := firstDay(from).Start().In(london), firstDay(to).Start().In(london)
	return 12*(b.Year()-a.Year()) + int(b.Month()-a.Month())
}

// NextLook is when an LMG's standing workflow next looks whether a review is due: the
// first morning of the next month. What is configured meanwhile holds from then on.
func NextLook(now time.Time) time.Time {
	return firstDay(string(PeriodOf(DateOf(now)))).AddDays(31).firstOfMonth().Morning()
}

func (d Date) firstOfMonth() Date { return firstDay(string(PeriodOf(d))) }
