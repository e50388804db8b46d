package intake

import (
	"errors"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

func TestTheExamplesOfANewsletter(t *testing.T) {
	r := Reader{Sealer: openSealer{}, Author: "keith-link-worker"}
	for file, command := range map[string]string{
		"item.yaml": "contribute-item", "opening.yaml": "write-opening", "order.yaml": "arrange-issue",
	} {
		c, err := r.Command(t.Context(), command, document(t, "newsletter", file))
		if err != nil || c.Issue == nil {
			t.Fatalf("%s: %v", file, err)
		}
		switch c := c.Issue.(type) {
		case improvement.ContributeItem:
			if c.Item.Section != "events" || unsealed(c.Item.Link) != "https://example.org/spring-walk" || c.Item.Until != "" {
				t.Errorf("%+v", c.Item)
			}
		case improvement.WriteOpening:
			if !strings.Contains(unsealed(c.Note), "breakfast clubs.\n\nThis month") {
				t.Errorf("%q", unsealed(c.Note))
			}
		case improvement.ArrangeIssue:
			if len(c.Order) != 2 {
				t.Errorf("%q", c.Order)
			}
		}
	}
}

func TestATitleIsOneLine(t *testing.T) {
	r := Reader{Sealer: openSealer{}, Author: "anna"}
	for _, title := range []string{`"Walk\r\nBcc: all@example.org"`, `"Walk\u202Eklaw"`, "|\n  Walk\n  Talk"} {
		_, err := r.Command(t.Context(), "contribute-item", []byte("section: events\ntitle: "+title+"\n"))
		var all *Faults
		refused, plain := improvement.Refusal(err)
		if !errors.As(err, &all) && (!plain || refused.Field != "title") {
			t.Errorf("%s: %v", title, err)
		}
	}
	c, err := r.Command(t.Context(), "contribute-item", []byte("section: events\ntitle: |\n  Walk\n"))
	if item, ok := c.Issue.(improvement.ContributeItem); err != nil || !ok || unsealed(item.Item.Title) != "Walk" {
		t.Errorf("%+v, %v", c.Issue, err)
	}
}

func TestALinkIsCheckedBeforeItIsSealed(t *testing.T) {
	r := Reader{Sealer: openSealer{}, Author: "anna"}
	for _, link := range []string{"javascript:alert(1)", "example.org", "mailto:a@example.org", "https://a:b@example.org"} {
		_, err := r.Command(t.Context(), "contribute-item", []byte("section: events\ntitle: x\nlink: "+link+"\n"))
		var all *Faults
		refused, plain := improvement.Refusal(err)
		if !errors.As(err, &all) && (!plain || refused.Field != "link") {
			t.Errorf("%s: %v", link, err)
		}
	}
}
