package steward_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/vault"
)

// parish is an office with somebody who is to be erased: they have a role in two
// bodies, an item with two files, one of which somebody else filed too, and notices.
type parish struct {
	*office
	ledger      *vault.Ledger
	own, shared string // hashes
	why         improvement.Words
}

const secret = "a photograph of nobody in particular "

func openParish(t *testing.T) *parish {
	t.Helper()
	p := &parish{office: open(t)}
	p.ledger = vault.NewLedger(filepath.Join(t.TempDir(), "erasures.jsonl"))
	group := improvement.Body{ID: "group", Kind: improvement.ActionGroup, Name: "Group", Parent: "east"}
	east := improvement.Body{ID: "east", Kind: improvement.LMG, Name: "East LMG"}
	leaver := p.person(t, "leaver")
	leaver.Email = p.seal(t, "leaver", "leaver@example.org")
	p.load(t, "admin", append(p.town(t), improvement.RecordBody{Body: group}, improvement.RecordPerson{Person: leaver},
		improvement.RecordPerson{Person: p.person(t, "other")},
		improvement.SetMembers{Body: east, Members: []improvement.Membership{
			{Body: "east", Person: "admin", Role: improvement.Administrator}, {Body: "east", Person: "leaver", Role: improvement.Member},
		}},
		improvement.SetMembers{Body: group, Members: []improvement.Membership{{Body: "group", Person: "leaver", Role: improvement.GroupMember}}})...)
	p.own, p.shared = p.store(t, strings.Repeat(secret, 20_000)), p.store(t, "shared")
	p.attach(t, "one", "leaver", p.own, p.shared)
	p.attach(t, "two", "other", p.shared)
	p.why = p.seal(t, "admin", "They moved away")
	p.comesIn(t, "leaver")
	p.comesIn(t, "other")
	return p
}

func (o *office) seal(t *testing.T, by improvement.PersonID, text string) improvement.Words {
	t.Helper()
	w, err := o.vault.Seal(t.Context(), "text", by, text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (o *office) store(t *testing.T, content string) string {
	t.Helper()
	hash, _, _, err := o.Store.Store(t.Context(), strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// attach files a finished test with an item that has files, and a notice to whoever filed it.
func (o *office) attach(t *testing.T, id string, by improvement.PersonID, hashes ...string) {
	t.Helper()
	item := improvement.Evidence{ID: "e1", Kind: improvement.Document, Text: o.seal(t, by, "What "+string(by)+" saw"), When: "2026-01-05"}
	for _, hash := range hashes {
		item.Files = append(item.Files, improvement.File{Hash: hash, Name: o.seal(t, by, "photo.jpg"), Size: 1})
	}
	subject := improvement.TestSubject(id)
	charter := improvement.Charter{ID: id, Title: o.seal(t, "admin", "Title"), LMG: "east", ActionGroup: "group", Lead: "other"}
	events := []improvement.Event{
		&improvement.Launched{Charter: charter, LWO: "admin", Rules: 1, Terms: improvement.DefaultTerms()},
		&improvement.EvidenceFiled{Evidence: item, Cycle: 1},
	}
	filing, err := new(improvement.TestOfChange).Filing("attach", by, time.Now(), events)
	if err != nil {
		t.Fatal(err)
	}
	filing.Notices = []improvement.Notice{{Cause: "of " + id, To: improvement.Recipient{Person: by}, Subject: subject, SendAfter: time.Now()}}
	if _, err := o.File(t.Context(), filing); err != nil {
		t.Fatal(err)
	}
}

func (p *parish) eraser() *steward.Eraser {
	return &steward.Eraser{Record: p.Store, Ledger: p.ledger, Vault: p.vault, Now: p.directory.Now}
}

func (p *parish) command() improvement.ErasePerson {
	return improvement.ErasePerson{Person: "leaver", AskedBy: "leaver", Asked: "2026-01-02", Why: p.why}
}

// gone holds that the person is erased wholly, and nothing else.
func (p *parish) gone(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	for _, m := range must(p.Mentions(ctx, "leaver"))(t) {
		if e, ok := m.Entry.Event.(*improvement.EvidenceFiled); ok {
			if _, err := p.vault.Open(ctx, e.Evidence.Text); !errors.Is(err, improvement.ErrErased) {
				t.Errorf("their words open: %v", err)
			}
		}
	}
	who := must(p.Actor(ctx, "leaver"))(t)
	if !who.Erased || len(who.Roles) > 0 {
		t.Errorf("they act as %+v", who)
	}
	if _, err := p.Load(ctx, p.own); !errors.Is(err, improvement.ErrErased) {
		t.Errorf("their file: %v", err)
	}
	if _, err := p.Load(ctx, p.shared); err != nil {
		t.Errorf("the file that another filed too: %v", err)
	}
	if in := p.ways(t, "leaver"); in != 0 {
		t.Errorf("there are %d ways in for them", in)
	}
	if in := p.ways(t, "other"); in != 4 {
		t.Errorf("there are %d ways in for another", in)
	}
	for _, d := range must(p.Told(ctx, "leaver"))(t) {
		if d.State != improvement.Failed {
			t.Errorf("a notice to them is %s", d.State)
		}
	}
	for _, d := range must(p.Told(ctx, "other"))(t) {
		if d.State != improvement.Waiting {
			t.Errorf("a notice to another is %s", d.State)
		}
	}
	if report := must(p.Verify(ctx))(t); len(report.Faults) > 0 {
		t.Errorf("verify finds %v", report.Faults)
	}
	if done, _, err := p.eraser().Again(ctx); err != nil || len(done) > 0 {
		t.Errorf("there is something left to erase: %+v, %v", done, err)
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestErasingAPerson(t *testing.T) {
	p := openParish(t)
	done, err := p.eraser().Erase(t.Context(), "admin", p.command())
	if err != nil {
		t.Fatal(err)
	}
	if !done.Finished || done.Again || done.Notices != 1 || !slices.Equal(done.Bodies, []improvement.BodyID{"east", "group"}) ||
		!slices.Equal(done.Files, []string{p.own}) || !slices.Equal(done.Shared, []string{p.shared}) || done.Left != nil {
		t.Errorf("it did %+v", done)
	}
	p.gone(t)
	entries := must(p.Journal(t.Context(), improvement.PersonSubject("leaver"), 1))(t)
	erased, _ := entries[0].Event.(*improvement.PersonErased)
	if erased == nil || entries[0].By != "admin" || erased.AskedBy != "leaver" || erased.Asked != "2026-01-02" || erased.Again {
		t.Fatalf("on record is %+v", entries[0])
	}
	if why := must(p.vault.Open(t.Context(), erased.Why))(t); why != "They moved away" {
		t.Errorf("why: %q", why)
	}
	again, err := p.eraser().Erase(t.Context(), "admin", p.command())
	if err != nil || !again.Finished || again.Notices > 0 || again.Bodies != nil {
		t.Errorf("erased again: %+v, %v", again, err)
	}
	if more := must(p.Journal(t.Context(), improvement.PersonSubject("leaver"), 0))(t); len(more) != 3 {
		t.Errorf("a second time left %d entries", len(more))
	}
}

// What was erased is not in the file either, once it is closed.
func TestTheFileKeepsNothingOfWhatWasErased(t *testing.T) {
	p := openParish(t)
	held := func(file string) bool {
		content, err := os.ReadFile(file)
		return err == nil && bytes.Contains(content, []byte(secret))
	}
	if !held(p.path) && !held(p.path+"-wal") {
		t.Fatal("the content is nowhere to be seen before")
	}
	if _, err := p.eraser().Erase(t.Context(), "admin", p.command()); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if held(p.path) || held(p.path+"-wal") {
		t.Error("the content of the erased file is in the database's file")
	}
}

// cut is a record that a process loses at one of its steps: before it is done, or
// after, unanswered.
type cut struct {
	*storage.Store
	*vault.Ledger
	at    int // which step
	after bool
	steps int
}

var errKilled = errors.New("killed")

func (c *cut) step(do func() error) error {
	c.steps++
	if c.steps == c.at && !c.after || c.steps > c.at {
		return errKilled
	}
	err := do()
	if err == nil && c.steps == c.at {
		err = errKilled
	}
	return err
}

func (c *cut) File(ctx context.Context, f improvement.Filing) (filed improvement.Filed, err error) {
	err = c.step(func() (err error) { filed, err = c.Store.File(ctx, f); return err })
	return filed, err
}

func (c *cut) DestroyKey(ctx context.Context, person improvement.PersonID, at time.Time) error {
	return c.step(func() error { return c.Store.DestroyKey(ctx, person, at) })
}

func (c *cut) EraseAccess(ctx context.Context, person improvement.PersonID, at time.Time) error {
	return c.step(func() error { return c.Store.EraseAccess(ctx, person, at) })
}

func (c *cut) EraseSearch(ctx context.Context, person improvement.PersonID) error {
	return c.step(func() error { return c.Store.EraseSearch(ctx, person) })
}

func (c *cut) GiveUpNotices(ctx context.Context, person improvement.PersonID, cause string) (n int, err error) {
	err = c.step(func() (err error) { n, err = c.Store.GiveUpNotices(ctx, person, cause); return err })
	return n, err
}

func (c *cut) EraseFile(ctx context.Context, hash string, at, since time.Time) (gone bool, err error) {
	err = c.step(func() (err error) { gone, err = c.Store.EraseFile(ctx, hash, at, since); return err })
	return gone, err
}

func (c *cut) Add(note improvement.ErasureNote) error {
	return c.step(func() error { return c.Ledger.Add(note) })
}

// Wherever an erasure is cut, the same command completes it, and so does the next start
// of a worker once the ledger names it.
func TestAnErasureThatIsCutIsCompleted(t *testing.T) {
	const steps = 10 // ledger, event, key, access, search, two bodies, notices, one file, the end
	for at := 1; at <= steps; at++ {
		for _, after := range []bool{false, true} {
			for _, by := range []string{"the same command", "a worker"} {
				if by == "a worker" && at == 1 && !after {
					continue // nothing was begun
				}
				t.Run(fmt.Sprintf("at %d, %t, by %s", at, after, by), func(t *testing.T) {
					p := openParish(t)
					c := &cut{Store: p.Store, Ledger: p.ledger, at: at, after: after}
					broken := &steward.Eraser{Record: c, Ledger: c, Vault: p.vault, Now: p.directory.Now}
					if _, err := broken.Erase(t.Context(), "admin", p.command()); !errors.Is(err, errKilled) {
						t.Fatalf("the cut was not met: %v", err)
					}
					if by == "a worker" {
						if _, _, err := p.eraser().Again(t.Context()); err != nil {
							t.Fatal(err)
						}
					} else if _, err := p.eraser().Erase(t.Context(), "admin", p.command()); err != nil {
						t.Fatal(err)
					}
					p.gone(t)
				})
			}
		}
	}
	p := openParish(t)
	c := &cut{Store: p.Store, Ledger: p.ledger, at: steps + 1}
	if _, err := (&steward.Eraser{Record: c, Ledger: c, Vault: p.vault, Now: p.directory.Now}).Erase(t.Context(), "admin", p.command()); err != nil {
		t.Errorf("an erasure has more than %d steps: %v", steps, err)
	}
}

func TestAnErasureThatIsRefusedDestroysNothing(t *testing.T) {
	for _, c := range []struct {
		name  string
		as    improvement.PersonID
		first func(t *testing.T, p *parish, c *improvement.ErasePerson)
		says  string
	}{
		{"by somebody else", "other", nil, "Only an administrator"},
		{"by a stranger", "stranger", nil, "not on record"},
		{"by themselves", "admin", func(_ *testing.T, _ *parish, c *improvement.ErasePerson) { c.Person = "admin" }, "cannot erase yourself"},
		{"of a stranger", "admin", func(_ *testing.T, _ *parish, c *improvement.ErasePerson) { c.Person = "stranger" }, `"stranger" is not on record`},
		{"asked by a stranger", "admin", func(_ *testing.T, _ *parish, c *improvement.ErasePerson) { c.AskedBy = "stranger" }, `asked-by: "stranger"`},
		{"of a lead", "admin", func(t *testing.T, p *parish, c *improvement.ErasePerson) {
			p.launch(t, "led")
			p.load(t, "admin", improvement.RecordPerson{Person: p.person(t, "lead")})
			c.Person = "lead"
		}, "hand these over first"},
		{"of who guides a round", "admin", func(t *testing.T, p *parish, _ *improvement.ErasePerson) {
			p.file(t, improvement.RoundSubject("east", "2027"), `{"lwo":"leaver"}`, improvement.Summary{Open: true})
		}, "priority-setting/east/2027: hand these over first"},
		{"of who guides a review", "admin", func(t *testing.T, p *parish, _ *improvement.ErasePerson) {
			p.file(t, improvement.ReviewSubject("east", "2027"), `{"lwo":"leaver"}`, improvement.Summary{Open: true})
		}, "open steps in quality-review/east/2027: hand these over first"},
		{"of a named adult", "admin", func(t *testing.T, p *parish, _ *improvement.ErasePerson) {
			child := p.person(t, "child")
			child.Under16, child.NamedAdult = true, "leaver"
			p.load(t, "admin", improvement.RecordPerson{Person: child})
		}, "named adult of child: name another"},
		{"without a reason", "admin", func(_ *testing.T, _ *parish, c *improvement.ErasePerson) { c.Why = improvement.Words{} }, "why:"},
		{"without a ledger", "admin", func(t *testing.T, p *parish, _ *improvement.ErasePerson) {
			p.ledger = vault.NewLedger(t.TempDir()) // a folder
		}, "nothing was erased"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := openParish(t)
			command := p.command()
			if c.first != nil {
				c.first(t, p, &command)
			}
			_, err := p.eraser().Erase(t.Context(), c.as, command)
			if _, ok := improvement.Refusal(err); !ok || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("%v, want a refusal that says %q", err, c.says)
			}
			if who := must(p.Actor(t.Context(), "leaver"))(t); who.Erased || len(who.Roles) == 0 {
				t.Errorf("they act as %+v", who)
			}
			if _, err := p.Key(t.Context(), "leaver"); err != nil {
				t.Errorf("their key: %v", err)
			}
			if done, _, err := (&steward.Eraser{Record: p.Store, Ledger: p.ledger, Vault: p.vault, Now: p.directory.Now}).Again(t.Context()); err == nil && len(done) > 0 {
				t.Errorf("it would be done by the next worker: %+v", done)
			}
		})
	}
}

// A file that somebody stored a moment ago may be about to be filed: it stays until it
// is known, and the erasure is not finished before.
func TestAFileThatSomebodyIsAboutToFileWaits(t *testing.T) {
	p := openParish(t)
	p.store(t, strings.Repeat(secret, 20_000))
	done, err := p.eraser().Erase(t.Context(), "admin", p.command())
	if err != nil || done.Finished || !slices.Equal(done.Waiting, []string{p.own}) {
		t.Fatalf("it did %+v, %v", done, err)
	}
	later := p.eraser()
	later.Grace = time.Nanosecond
	if done, err = later.Erase(t.Context(), "admin", p.command()); err != nil || !done.Finished || !slices.Equal(done.Files, []string{p.own}) {
		t.Fatalf("later it did %+v, %v", done, err)
	}
	p.gone(t)
}

func TestWhoWasErasedIsNotBroughtBack(t *testing.T) {
	p := openParish(t)
	child := p.person(t, "child")
	if _, err := p.eraser().Erase(t.Context(), "admin", p.command()); err != nil {
		t.Fatal(err)
	}
	back := improvement.Person{ID: "leaver", Name: p.seal(t, "admin", "Somebody")}
	child.Under16, child.NamedAdult = true, "leaver"
	for name, c := range map[string]steward.Command{
		"as a person": improvement.RecordPerson{Person: back}, "as a named adult": improvement.RecordPerson{Person: child},
		"as a member": improvement.SetMembers{Body: improvement.Body{ID: "group", Kind: improvement.ActionGroup, Parent: "east"},
			Members: []improvement.Membership{{Body: "group", Person: "leaver", Role: improvement.GroupMember}}},
	} {
		_, err := p.directory.Load(t.Context(), "admin", []steward.Command{c})
		if refused, ok := improvement.Refusal(err); !ok || !strings.Contains(refused.Message, "leaver was erased") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
