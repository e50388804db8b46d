package web

import (
	"context"
	"errors"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/feed"
	"github.com/cairnqi/cairn/internal/wording"
)

// feedPage shows the address of a calendar that was just made. It is kept nowhere.
type feedPage struct{ Feed string }

func (feedPage) head() head {
	return head{Template: "account-calendar", Title: "Your calendar's address", Crumbs: []crumb{{"Your tasks", "/"}, {"Your account", "/you"}},
		Help: "Copy it now: it is shown once. Whoever has it sees your due days, so keep it to yourself."}
}

func (v *visit) myCalendar(ctx context.Context) (string, error) {
	c, err := v.Access.CalendarOf(ctx, v.who.Person)
	if errors.Is(err, improvement.ErrNotFound) {
		return "", nil
	}
	return plainTime(c.Made), err
}

// makeCalendar gives somebody a private address of their due days; the one before ends. It
// shows the address at once, without a redirect: so it need not be kept until it is shown.
func makeCalendar(ctx context.Context, v *visit) (answer, error) {
	token, c := access.NewCalendar(v.who.Person, v.Real())
	if err := v.Access.PutCalendar(ctx, c); err != nil {
		return answer{}, err
	}
	if err := v.audit(ctx, access.Audited{What: access.CalendarMade, Person: v.who.Person}); err != nil {
		return answer{}, err
	}
	return show(feedPage{v.BaseURL + "/calendar/" + token + ".ics"})
}

func endCalendar(ctx context.Context, v *visit) (answer, error) {
	if err := v.Access.DropCalendar(ctx, v.who.Person); err != nil {
		return answer{}, err
	}
	return v.done(ctx, access.CalendarEnded, "Your calendar's address works no more.")
}

// showCalendar answers a calendar application, which does not sign in.
func showCalendar(ctx context.Context, v *visit) (answer, error) {
	token, is := strings.CutSuffix(v.path("token"), ".ics")
	if !is {
		return answer{}, improvement.ErrNotFound
	}
	owner, err := v.Access.CalendarOwner(ctx, access.HashOf(token))
	if err == nil {
		err = v.mayComeIn(ctx, owner)
	}
	if err != nil {
		return answer{}, err
	}
	who, err := v.Record.Actor(ctx, owner)
	if err != nil {
		return answer{}, err
	}
	tasks, err := v.Record.Tasks(ctx, owner)
	if err != nil {
		return answer{}, err
	}
	if err := v.meetOwners(ctx, tasks); err != nil {
		return answer{}, err
	}
	var entries []feed.Entry
	for _, t := range tasks {
		if !t.MayKnow(who) {
			continue
		}
		asks := wording.Ask(t, v.words)
		if title := v.words.Title(t.Subject, t.Title); title != "" {
			asks += ": " + title
		}
		entries = append(entries, feed.Entry{Task: t, Asks: asks})
	}
	return answer{file: &file{Name: "cairn.ics", Type: feed.Type, Content: []byte(feed.Calendar(entries, v.BaseURL, v.Real())), Inline: true}}, v.words.Err()
}
