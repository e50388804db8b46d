package notify

import "github.com/cairnqi/cairn/improvement"

const (
	accountPage = "/you"  // where people change how they hear
	seePage     = "/see/" // before a subject: leads to its page
)

// hearing says how somebody on record hears, and where to change that, in a sentence that
// the page's address ends, where there is one. Whoever wrote in, and is nobody on record,
// has nothing to choose.
func (c *composer) hearing(reader improvement.Person) (says, account string) {
	if _, wrote := reader.ID.Correspondent(); wrote || reader.ID == "" {
		return "", ""
	}
	says = "You hear " + reader.Hearing.Plain() + " of what can wait; to choose at once, once a day or once a week, "
	if c.baseURL == "" {
		return says + "ask your Locality Wellbeing Officer.", ""
	}
	return says + "see", c.baseURL + accountPage
}
