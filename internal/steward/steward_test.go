package steward_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/vault"
)

// office is a record with a vault, and a directory over it.
type office struct {
	*storage.Store
	vault     *vault.Vault
	directory steward.Directory
	path      string // of the record's file
}

func open(t *testing.T) *office {
	t.Helper()
	file := filepath.Join(t.TempDir(), "record.db")
	store, err := storage.Open(t.Context(), "sqlite:"+file, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	v := vault.New(make([]byte, vault.KeySize), store)
	now := func() time.Time { return improvement.Moment(time.Now()) }
	return &office{store, v, steward.Directory{Record: store, Opener: v, Now: now}, file}
}

func (o *office) personOnRecord(t *testing.T, id improvement.PersonID) improvement.Person {
	t.Helper()
	_, state, err := o.State(t.Context(), improvement.PersonSubject(id))
	if err != nil {
		t.Fatal(err)
	}
	var p improvement.Person
	if err := json.Unmarshal(state, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (o *office) person(t *testing.T, id improvement.PersonID) improvement.Person {
	t.Helper()
	name, err := o.vault.Seal(t.Context(), "name", id, "Name of "+string(id))
	if err != nil {
		t.Fatal(err)
	}
	return improvement.Person{ID: id, Name: name}
}

// town is a small directory: an LMG with an administrator and a member.
func (o *office) town(t *testing.T) []steward.Command {
	lmg := improvement.Body{ID: "east", Kind: improvement.LMG, Name: "East LMG"}
	return []steward.Command{
		improvement.RecordTheme{Theme: improvement.Theme{ID: "poverty", Name: "Poverty"}},
		improvement.RecordBody{Body: lmg},
		improvement.RecordPerson{Person: o.person(t, "admin")},
		improvement.RecordPerson{Person: o.person(t, "member")},
		improvement.SetMembers{Body: lmg, Members: []improvement.Membership{
			{Body: "east", Person: "admin", Role: improvement.Administrator},
			{Body: "east", Person: "member", Role: improvement.Member},
		}},
	}
}

func (o *office) load(t *testing.T, as improvement.PersonID, commands ...steward.Command) steward.Loaded {
	t.Helper()
	done, err := o.directory.Load(t.Context(), as, commands)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestLoadingAgainChangesNothing(t *testing.T) {
	o := open(t)
	if done := o.load(t, "admin", o.town(t)...); done != (steward.Loaded{Filed: 5}) {
		t.Fatalf("loaded %+v, want five filed", done)
	}
	// The same file again: names are sealed anew and look different, but say the same.
	if done := o.load(t, "admin", o.town(t)...); done != (steward.Loaded{Unchanged: 5}) {
		t.Errorf("loaded %+v, want five unchanged", done)
	}
	members, err := o.Members(t.Context(), "east")
	if err != nil || len(members) != 2 {
		t.Errorf("members %v, %v; want two", members, err)
	}
}

func TestACorrectionIsFiled(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	corrected := o.person(t, "member")
	corrected.Name, _ = o.vault.Seal(t.Context(), "name", "member", "Another name")
	if done := o.load(t, "admin", improvement.RecordPerson{Person: corrected}); done.Filed != 1 {
		t.Fatalf("loaded %+v, want one filed", done)
	}
	journal, err := o.Journal(t.Context(), improvement.PersonSubject("member"), 0)
	if err != nil || len(journal) != 2 {
		t.Errorf("journal of %d entries, %v; want the earlier name kept beside the new", len(journal), err)
	}
}

func TestStrategicPrioritiesAreLoaded(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	for i, c := range []struct {
		name string
		want steward.Loaded
	}{
		{"Tackling child poverty", steward.Loaded{Filed: 1}}, {"Tackling child poverty", steward.Loaded{Unchanged: 1}}, {"Ending child poverty", steward.Loaded{Filed: 1}},
	} {
		done := o.load(t, "admin", improvement.RecordStrategic{Strategic: improvement.Strategic{ID: "child-poverty", Name: c.name}})
		if done != c.want {
			t.Errorf("load %d did %+v, want %+v", i+1, done, c.want)
		}
	}
	if found, err := o.Survey(t.Context(), ""); err != nil || len(found.Strategic) != 1 || found.Strategic[0].Name != "Ending child poverty" {
		t.Errorf("on record are %+v, %v", found.Strategic, err)
	}
	_, err := o.directory.Load(t.Context(), "member", []steward.Command{improvement.RecordStrategic{Strategic: improvement.Strategic{ID: "x", Name: "X"}}})
	if refused, ok := improvement.Refusal(err); !ok || refused.Code != improvement.NotAllowed {
		t.Errorf("by a member: %v", err)
	}
}

func TestALoadIsRefusedWhole(t *testing.T) {
	for _, c := range []struct {
		name  string
		as    improvement.PersonID
		add   func(o *office, t *testing.T) steward.Command
		field string
		says  string
	}{
		{"an unknown loader", "stranger", nil, "as", "not on record"},
		{"a loader without the role", "member", nil, "as", "Only an administrator"},
		{"an unknown parent", "admin", func(*office, *testing.T) steward.Command {
			return improvement.RecordBody{Body: improvement.Body{ID: "keith", Kind: improvement.Locality, Name: "Keith", Parent: "west"}}
		}, "parent", `"west"`},
		{"an unknown member", "admin", func(*office, *testing.T) steward.Command {
			return improvement.SetMembers{Body: improvement.Body{ID: "east", Kind: improvement.LMG}, Members: []improvement.Membership{{Body: "east", Person: "ghost", Role: improvement.Member}}}
		}, "person", `"ghost"`},
		{"a child as named adult", "admin", func(o *office, t *testing.T) steward.Command {
			young := o.person(t, "young")
			young.Under16, young.NamedAdult = true, "younger"
			return improvement.RecordPerson{Person: young}
		}, "named_adult", "neither in this file nor on record"},
		{"a body that changes its kind", "admin", func(*office, *testing.T) steward.Command {
			return improvement.RecordBody{Body: improvement.Body{ID: "east", Kind: improvement.Network, Name: "East", Parent: "north"}}
		}, "kind", "on record with the kind lmg"},
		{"members of a body of another kind", "admin", func(*office, *testing.T) steward.Command {
			return improvement.SetMembers{Body: improvement.Body{ID: "east", Kind: improvement.Network}}
		}, "kind", "on record with the kind lmg"},
		{"a parent that is no LMG", "admin", func(*office, *testing.T) steward.Command {
			return improvement.RecordBody{Body: improvement.Body{ID: "school", Kind: improvement.ActionGroup, Name: "School", Parent: "forres"}}
		}, "parent", "forres is of the kind locality"},
		{"a priority of a body that is no LMG", "admin", func(o *office, t *testing.T) steward.Command {
			return improvement.RecordPriority{Priority: improvement.Priority{ID: "p", LMG: "forres", Theme: "poverty", Statement: o.person(t, "admin").Name}}
		}, "lmg", "forres is of the kind locality"},
		{"a name that turns around", "admin", func(o *office, t *testing.T) steward.Command {
			trick := o.person(t, "trick")
			trick.Name, _ = o.vault.Seal(t.Context(), "name", "trick", "Chair\u202e of East")
			return improvement.RecordPerson{Person: trick}
		}, "name", "The name of trick"},
		{"a name on two lines", "admin", func(o *office, t *testing.T) steward.Command {
			trick := o.person(t, "trick")
			trick.Name, _ = o.vault.Seal(t.Context(), "name", "trick", "Chair\nof East")
			return improvement.RecordPerson{Person: trick}
		}, "name", "The name of trick"},
		{"a young administrator", "admin", func(o *office, t *testing.T) steward.Command {
			return improvement.SetMembers{
				Body:    improvement.Body{ID: "forres", Kind: improvement.Locality, Parent: "east"},
				Members: []improvement.Membership{{Body: "forres", Person: "young", Role: improvement.Administrator}},
			}
		}, "role", "young is under 16"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t)
			young := o.person(t, "young")
			young.Under16, young.NamedAdult = true, "member"
			o.load(t, "admin", append(o.town(t), improvement.RecordPerson{Person: young},
				improvement.RecordBody{Body: improvement.Body{ID: "forres", Kind: improvement.Locality, Name: "Forres", Parent: "east"}},
				improvement.RecordBody{Body: improvement.Body{ID: "north", Kind: improvement.LMG, Name: "North"}})...)
			commands := []steward.Command{improvement.RecordTheme{Theme: improvement.Theme{ID: "new", Name: "New"}}}
			if c.add != nil {
				commands = append(commands, c.add(o, t))
			}
			_, err := o.directory.Load(t.Context(), c.as, commands)
			refused, ok := improvement.Refusal(err)
			if !ok || refused.Field != c.field || !strings.Contains(refused.Message, c.says) {
				t.Fatalf("refused with %v, want field %s saying %q", err, c.field, c.says)
			}
			if _, _, err := o.State(t.Context(), improvement.ThemeSubject("new")); !errors.Is(err, improvement.ErrNotFound) {
				t.Errorf("the theme of the same file was filed: %v", err)
			}
		})
	}
}

func TestANamedAdultIsNotUnder16(t *testing.T) {
	o := open(t)
	first, second := o.person(t, "first"), o.person(t, "second")
	first.Under16, first.NamedAdult = true, "second"
	second.Under16, second.NamedAdult = true, "admin"
	_, err := o.directory.Load(t.Context(), "admin", append(o.town(t),
		improvement.RecordPerson{Person: first}, improvement.RecordPerson{Person: second}))
	if refused, ok := improvement.Refusal(err); !ok || refused.Field != "named_adult" {
		t.Errorf("refused with %v, want the named adult refused", err)
	}
}

// Marking somebody on record looks at what they are on record.
func TestWhoTurnsOutToBeUnder16(t *testing.T) {
	lmg := improvement.Body{ID: "east", Kind: improvement.LMG}
	admin := []improvement.Membership{{Body: "east", Person: "admin", Role: improvement.Administrator}}
	mark := func(o *office, t *testing.T, id, adult improvement.PersonID) steward.Command {
		p := o.person(t, id)
		p.Under16, p.NamedAdult = true, adult
		return improvement.RecordPerson{Person: p}
	}
	for _, c := range []struct {
		name  string
		load  func(o *office, t *testing.T) []steward.Command
		field string // that is refused, if any
	}{
		{"the sole administrator", func(o *office, t *testing.T) []steward.Command {
			return []steward.Command{mark(o, t, "admin", "aunt")}
		}, "role"},
		{"a member of an LMG", func(o *office, t *testing.T) []steward.Command {
			return []steward.Command{mark(o, t, "member", "aunt")}
		}, "role"},
		{"one who leaves the LMG", func(o *office, t *testing.T) []steward.Command {
			return []steward.Command{mark(o, t, "member", "aunt"), improvement.SetMembers{Body: lmg, Members: admin}}
		}, ""},
		{"one who hears for somebody", func(o *office, t *testing.T) []steward.Command {
			return []steward.Command{mark(o, t, "aunt", "admin")}
		}, "named_adult"},
		{"one who heard for somebody", func(o *office, t *testing.T) []steward.Command {
			return []steward.Command{mark(o, t, "aunt", "admin"), mark(o, t, "child", "admin")}
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t)
			o.load(t, "admin", append(o.town(t), improvement.RecordPerson{Person: o.person(t, "aunt")}, mark(o, t, "child", "aunt"))...)
			_, err := o.directory.Load(t.Context(), "admin", c.load(o, t))
			refused, ok := improvement.Refusal(err)
			if ok != (c.field != "") || ok && refused.Field != c.field || !ok && err != nil {
				t.Errorf("%v, want the field %q refused", err, c.field)
			}
		})
	}
}

// abreast lets loads file only once all have read the record.
type abreast struct {
	*storage.Store
	reading *sync.WaitGroup
	once    *sync.Once
}

func (a abreast) File(ctx context.Context, f improvement.Filing) (improvement.Filed, error) {
	a.once.Do(a.reading.Done)
	a.reading.Wait()
	return a.Store.File(ctx, f)
}

// Two correct the same thing at once: each correction is filed.
func TestTwoLoadsAtOnce(t *testing.T) {
	o := open(t)
	o.load(t, "admin", o.town(t)...)
	var reading, loading sync.WaitGroup
	reading.Add(2)
	for _, name := range []string{"Poverty and food", "Poverty and rent"} {
		loading.Go(func() {
			directory := o.directory
			directory.Record = abreast{o.Store, &reading, new(sync.Once)}
			correction := improvement.RecordTheme{Theme: improvement.Theme{ID: "poverty", Name: name}}
			if _, err := directory.Load(t.Context(), "admin", []steward.Command{correction}); err != nil {
				t.Error(err)
			}
		})
	}
	loading.Wait()
	journal, err := o.Journal(t.Context(), improvement.ThemeSubject("poverty"), 1)
	if err != nil || len(journal) != 2 {
		t.Errorf("%d corrections are on record, %v", len(journal), err)
	}
}

// file files a subject at its first version.
func (o *office) file(t *testing.T, subject improvement.SubjectID, state string, as improvement.Summary) {
	t.Helper()
	_, err := o.File(t.Context(), improvement.Filing{
		Subject: subject, Command: "first", State: []byte(state), Summary: as,
		Entries: []improvement.Entry{{Version: 1, Command: "first", At: time.Now(), Event: &improvement.Launched{}}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// launch files the launch of a test as its workflow would.
func (o *office) launch(t *testing.T, id string) {
	t.Helper()
	title, err := o.vault.Seal(t.Context(), "title", "officer", "Test "+id)
	if err != nil {
		t.Fatal(err)
	}
	now := improvement.Moment(time.Now())
	test := new(improvement.TestOfChange)
	filing, err := test.Filing("launch", "officer", now, []improvement.Event{&improvement.Launched{
		Charter: improvement.Charter{ID: id, Title: title, LMG: "east", ActionGroup: "group", Lead: "lead"},
		LWO:     "officer", Terms: improvement.DefaultTerms(), Rules: 1, Due: improvement.DateOf(now).AddDays(14),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.File(t.Context(), filing); err != nil {
		t.Fatal(err)
	}
}

func TestPartsOfFindsWhatSomebodyHas(t *testing.T) {
	o := open(t)
	o.launch(t, "one")
	for person, want := range map[improvement.PersonID]int{"lead": 1, "officer": 1, "stranger": 0} {
		parts, err := steward.PartsOf(t.Context(), o.Store, person)
		if err != nil || len(parts) != want {
			t.Errorf("%s has %v, %v; want %d", person, parts, err, want)
		}
	}
}

func TestAFollowerTellsEachThingOnce(t *testing.T) {
	o := open(t)
	o.load(t, "admin", append(o.town(t), improvement.RecordPerson{Person: o.person(t, "lead")})...)
	o.launch(t, "one")
	f := steward.Follow(o.Store, improvement.TestSubject("one"))
	first, err := f.News(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != 2 || first[0].Entry == nil || first[1].Notice == nil {
		t.Fatalf("news %+v, want the launch and the lead's notice, in that order", first)
	}
	if again, err := f.News(t.Context()); err != nil || len(again) != 0 {
		t.Errorf("news again: %v, %v", again, err)
	}
}

func TestAPlayWaitsForEachMovesMoment(t *testing.T) {
	begun := improvement.Moment(time.Now())
	clock := improvement.Clock{Real: begun, Rehearsed: begun, Factor: 86_400} // a day in a second
	var played []string
	move := func(name string, after time.Duration) steward.Move {
		return steward.Move{At: begun.Add(after), Do: func(context.Context) error {
			if now := clock.Now(time.Now()); now.Before(begun.Add(after)) {
				t.Errorf("%s was played at %s, before its moment", name, now)
			}
			played = append(played, name)
			return nil
		}}
	}
	watched := 0
	p := steward.Player{Clock: clock, Glance: time.Millisecond, Watch: func(context.Context) error { watched++; return nil }}
	ended := func(context.Context) (bool, error) { return len(played) == 2, nil }
	if err := p.Play(t.Context(), []steward.Move{move("first", time.Hour), move("second", 2*time.Hour)}, ended); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(played, []string{"first", "second"}) || watched == 0 {
		t.Errorf("played %v, watched %d times", played, watched)
	}
}

func TestAPlayEndsWithTheFirstError(t *testing.T) {
	wrong := errors.New("refused")
	p := steward.Player{Clock: improvement.RealClock(time.Now()), Glance: time.Millisecond, Watch: func(context.Context) error { return nil }}
	moves := []steward.Move{
		{Do: func(context.Context) error { return wrong }},
		{Do: func(context.Context) error { t.Error("played on"); return nil }},
	}
	if err := p.Play(t.Context(), moves, nil); !errors.Is(err, wrong) {
		t.Errorf("got %v", err)
	}
}
