package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/vault"
)

// county is a record large enough for a whole country: one LMG is filed as it would be,
// and copied in the database with all that it filed under other names. Chain hashes are
// copied too, so such a record does not verify.
type county struct {
	LMGs       int
	Tests      int // of each LMG
	Evidence   int // of each test
	Points     int // of each test
	Voices     int // of each LMG
	priorities int // of each LMG
}

const localitiesOf = 5 // of each LMG

func (c county) items() int  { return c.LMGs * (c.Tests*c.Evidence + c.Voices) }
func (c county) points() int { return c.LMGs * c.Tests * c.Points }

// mark is what copies replace in names. No sealed word has a hyphen.
func mark(lmg int) string { return fmt.Sprintf("l%03d-", lmg) }

// fillCounty makes the record.
func fillCounty(ctx context.Context, url string, c county, say func(string, ...any)) error {
	store, err := storage.Open(ctx, url, storage.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	words := vault.New(make([]byte, vault.KeySize), store)
	store.ReadWords(words)
	say("filing one LMG of %d", c.LMGs)
	f := newFounder(ctx, store, words, 0)
	f.county = c
	if err := f.file(); err != nil {
		return err
	}
	return copyLMGs(ctx, url, c, say)
}

// founder files the LMG that the others are copies of.
type founder struct {
	ctx context.Context
	county
	store  *storage.Store
	pen    *pen
	random *rand.Rand
}

func newFounder(ctx context.Context, store *storage.Store, words *vault.Vault, seed uint64) *founder {
	return &founder{ctx: ctx, store: store, pen: &pen{ctx: ctx, vault: words, by: "lwo"}, random: rand.New(rand.NewPCG(1, seed))}
}

var began = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

func (f *founder) lmg() improvement.BodyID { return improvement.BodyID(mark(0) + "lmg") }

func (f *founder) locality(n int) improvement.BodyID {
	return improvement.BodyID(fmt.Sprint(mark(0), "place", n%localitiesOf))
}

func (f *founder) priority(n int) improvement.PriorityID {
	return improvement.PriorityID(fmt.Sprint(mark(0), "p", n%f.priorities))
}

func (f *founder) voice(n int) improvement.SubjectID {
	return improvement.VoiceSubject(fmt.Sprint(mark(0), "v", n))
}

func (f *founder) theme(n int) improvement.ThemeID {
	return improvement.ThemeID(fmt.Sprint("theme", n%5))
}

// text is so many words of a made-up language in which some are common and most are rare.
func (f *founder) text(words int) improvement.Words {
	all := make([]string, words)
	for i := range all {
		all[i] = term(int(f.random.ExpFloat64() * 60))
	}
	return f.pen.words(strings.Join(all, " "))
}

// term is the nth word of that language.
func term(n int) string {
	const consonants, vowels = "bdfgklmnprtv", "aeiou"
	word := ""
	for n += 61; n > 0; n /= 60 {
		word += string(consonants[n%60/5]) + string(vowels[n%5])
	}
	return word + "k"
}

func (f *founder) file() error {
	steps := []func() error{f.directory, f.voices, f.agree, f.tests}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return f.pen.err
}

func (f *founder) put(filing improvement.Filing, err error) error {
	if err != nil {
		return err
	}
	filing.Notices = nil // nobody is in the directory
	_, err = f.store.File(f.ctx, filing)
	return err
}

func (f *founder) recorded(subject improvement.SubjectID, event improvement.Event) error {
	return f.put(improvement.DirectoryFiling(subject, 0, nil, "load", "lwo", began, []improvement.Event{event}))
}

func (f *founder) directory() error {
	bodies := []improvement.Body{{ID: f.lmg(), Kind: improvement.LMG, Name: "An LMG"}}
	for n := range localitiesOf {
		bodies = append(bodies, improvement.Body{ID: f.locality(n), Kind: improvement.Locality, Name: "A place", Parent: f.lmg()})
	}
	for _, b := range bodies {
		if err := f.recorded(improvement.BodySubject(b.ID), &improvement.BodyRecorded{Body: b}); err != nil {
			return err
		}
	}
	for n := range 5 {
		id := fmt.Sprint("strategic", n)
		event := &improvement.StrategicRecorded{Strategic: improvement.Strategic{ID: id, Name: "Strategic priority " + id}}
		if err := f.recorded(improvement.StrategicSubject(id), event); err != nil {
			return err
		}
	}
	return nil
}

// agree files the priorities, each resting on its share of the voices.
func (f *founder) agree() error {
	for n := range f.priorities {
		p := improvement.Priority{ID: f.priority(n), LMG: f.lmg(), Theme: f.theme(n), Statement: f.text(15), Strategic: fmt.Sprint("strategic", n%5)}
		for v := n; v < f.Voices; v += f.priorities {
			p.Evidence = append(p.Evidence, improvement.ItemID(f.voice(v)))
		}
		if err := f.recorded(improvement.PrioritySubject(p.ID), &improvement.PriorityRecorded{Priority: p}); err != nil {
			return err
		}
	}
	return nil
}

// voices files items that are subjects of their own.
func (f *founder) voices() error {
	for n := range f.Voices {
		if err := f.put(spoken(f.pen, f.voice(n), f.text(40), f.lmg(), f.locality(n), f.theme(n), n)); err != nil {
			return err
		}
	}
	return nil
}

// spoken is the filing of an item that is a subject of its own.
func spoken(p *pen, subject improvement.SubjectID, text improvement.Words, lmg, locality improvement.BodyID, theme improvement.ThemeID, n int) (improvement.Filing, error) {
	day := improvement.DateOf(began).AddDays(-n % 365)
	evidence := improvement.Evidence{ID: "e", Kind: improvement.Voice, Text: text, When: day}
	state, err := json.Marshal(evidence)
	if err != nil {
		return improvement.Filing{}, err
	}
	title := p.words("Said in the street")
	return improvement.Filing{
		Subject: subject, Command: "send", State: state,
		Entries: improvement.Entries(0, "send", "", began, []improvement.Event{&improvement.EvidenceFiled{Evidence: evidence}}),
		Summary: improvement.Summary{Open: true, Stage: "kept", Title: title, LMG: lmg, Locality: locality, Theme: theme},
		Shelved: []improvement.Shelved{{
			ID: improvement.ItemID(subject), Entry: 1, Kind: improvement.Voice, Strength: improvement.FromVoice, Title: title, Day: day,
			LMG: lmg, Locality: locality, Theme: theme, Versions: 1, Words: []improvement.Words{title, text},
		}},
	}, p.err
}

// tests files tests of change with their points and evidence; every second one has been
// decided.
func (f *founder) tests() error {
	for n := range f.Tests {
		test := new(improvement.TestOfChange)
		if err := f.put(test.Filing("launch", "lwo", began, f.life(n))); err != nil {
			return err
		}
		if n%2 == 0 {
			continue
		}
		id := improvement.ApprovalSubject(improvement.TestSubject(f.test(n)), 1)
		opened := improvement.ApprovalOpened{Request: improvement.Request{Subject: id, Of: improvement.TestSubject(f.test(n)), LMG: f.lmg()}}
		approval := new(improvement.Approval)
		events := []improvement.Event{&opened, &improvement.ApprovalDecided{Result: improvement.Result{Verdict: improvement.Agreed, At: began}}}
		if err := f.put(approval.Filing("open", "", began, events)); err != nil {
			return err
		}
	}
	return nil
}

func (f *founder) test(n int) string { return fmt.Sprint(mark(0), "t", n) }

func (f *founder) life(n int) []improvement.Event {
	said := f.text(8)
	charter := improvement.Charter{
		ID: f.test(n), Title: said, LMG: f.lmg(), Locality: f.locality(n), Theme: f.theme(n), Priority: f.priority(n), Lead: "lead",
		ActionGroup: improvement.BodyID(mark(0) + "group"), ChangeIdea: f.text(40),
		Measures: []improvement.Measure{{ID: visits, Kind: improvement.Outcome, Name: said, Better: improvement.Higher}},
	}
	points := &improvement.PointsRecorded{Measure: visits}
	for i := range f.Points {
		points.Points = append(points.Points, improvement.Point{Date: improvement.DateOf(began).AddDays(-i), Value: float64(f.random.IntN(100))})
	}
	events := []improvement.Event{
		&improvement.Launched{Charter: charter, LWO: "lwo", Terms: improvement.DefaultTerms(), Rules: improvement.CurrentRules, Due: "2026-07-01"}, points,
	}
	kinds := []improvement.EvidenceKind{improvement.ObservationOf, improvement.Data, improvement.Document, improvement.Voice, improvement.SelfEvaluation}
	for i := range f.Evidence {
		e := improvement.Evidence{ID: fmt.Sprint("e", i), Kind: kinds[i%len(kinds)], Text: f.text(40), When: improvement.DateOf(began).AddDays(-f.random.IntN(365))}
		events = append(events, &improvement.EvidenceFiled{Evidence: e})
	}
	if n%2 == 0 {
		return events
	}
	plan := improvement.Plan{Objective: said, Questions: []improvement.Question{{Question: said, Prediction: said}}}
	directions := []improvement.Direction{improvement.Adopt, improvement.Abandon}
	return append(events,
		&improvement.PlanSubmitted{Plan: plan, Due: "2026-07-02"}, &improvement.PlanAgreed{Predictions: plan.Seal(), Due: "2026-07-09"},
		&improvement.DoFinished{Do: improvement.Do{AsPlanned: true}, Due: "2026-07-20"}, &improvement.Studied{Study: improvement.Study{Learned: said}, Due: "2026-07-24"},
		&improvement.NextProposed{Act: improvement.Act{Direction: directions[n/2%2], Why: said}},
		&improvement.DecisionReached{Approval: improvement.ApprovalSubject(improvement.TestSubject(charter.ID), 1), Result: improvement.Result{Verdict: improvement.Agreed, At: began}, CheckDue: "2026-12-01"},
	)
}

// copies are the tables that are copied, with their columns that have names in them and
// those that do not, and the order in which a record grows.
var copies = []struct{ table, named, plain, order string }{
	{"subjects", "id, lmg, locality, parent, state", "kind, version, head, anchored, open, stage, title, theme, due, outcome", ""},
	{"journal", "subject, data", "version, command, nth, person, at, event, event_version, hash", ""},
	{"tasks", "subject, body, doc", "key, owner, role, due, digest", ""},
	{"links", "source, target, subject", "", ""},
	{"search_text", "item", "author, text", ""},
	{"shelf", "id, lmg, locality, priority, test, doc", "day, kind, strength, theme, hidden, words", " ORDER BY o.day"},
}

// copyLMGs copies the first LMG under the names of all others.
func copyLMGs(ctx context.Context, url string, c county, say func(string, ...any)) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, t := range copies {
		say("copying %s", t.table)
		var replaced []string
		for column := range strings.SplitSeq(t.named, ", ") {
			replaced = append(replaced, fmt.Sprintf("replace(o.%s, '%s', n.mark)", column, mark(0)))
		}
		columns, values := t.named, strings.Join(replaced, ", ")
		if t.plain != "" {
			columns, values = columns+", "+t.plain, values+", o."+strings.ReplaceAll(t.plain, ", ", ", o.")
		}
		first, _, _ := strings.Cut(t.named, ",")
		_, err := conn.Exec(ctx, fmt.Sprintf(`
			INSERT INTO %s (%s) SELECT %s
			FROM (SELECT 'l' || lpad(g::text, 3, '0') || '-' AS mark FROM generate_series(1, %d) g) n, %s o
			WHERE position('%s' IN o.%s) > 0%s`, t.table, columns, values, c.LMGs-1, t.table, mark(0), first, t.order))
		if err != nil {
			return fmt.Errorf("copy %s: %w", t.table, err)
		}
	}
	_, err = conn.Exec(ctx, `VACUUM ANALYZE`)
	return err
}
