package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/vault"
)

// county is a record large enough for a whole country. Some LMGs, large and small, are
// filed as they would be, and copied in the database with all that they filed under other
// names. Chain hashes are copied too, so such a record does not verify.
type county struct {
	LMGs       int
	Tests      int // of an LMG, on average
	Evidence   int // of a test, on average
	Points     int // of each test
	Voices     int // of an LMG, on average
	priorities int // of each LMG
}

const localitiesOf = 5 // of each LMG

// shares are the sizes of the LMGs that are filed, in hundredths of the average.
var shares = [...]int{250, 120, 70, 40, 20}

// evidenceShares are those of tests: a few have much evidence, some none.
var evidenceShares = [...]int{400, 200, 100, 100, 100, 50, 25, 25, 0, 0}

func (c county) points() int { return c.LMGs * c.Tests * c.Points }

// mark is what copies replace in names. No sealed word has a hyphen.
func mark(lmg int) string { return fmt.Sprintf("l%03d-", lmg) }

// fillCounty makes the record, and counts its items.
func fillCounty(ctx context.Context, url string, c county, say func(string, ...any)) (items int, err error) {
	store, err := storage.Open(ctx, url, storage.Options{})
	if err != nil {
		return 0, err
	}
	defer store.Close()
	words := vault.New(make([]byte, vault.KeySize), store)
	store.ReadWords(words)
	for nth, share := range shares {
		say("filing LMG %d of %d", nth+1, c.LMGs)
		f := newFounder(ctx, store, words, nth)
		f.county = c
		f.Tests, f.Voices = c.Tests*share/100, c.Voices*share/100
		if err := f.file(); err != nil {
			return 0, err
		}
	}
	return copyLMGs(ctx, url, c, say)
}

// fillCouncil makes a record of a few LMGs, each filed as it would be, and counts its items.
func fillCouncil(ctx context.Context, url string, c county) (items int, err error) {
	store, err := storage.Open(ctx, url, storage.Options{})
	if err != nil {
		return 0, err
	}
	defer store.Close()
	words := vault.New(make([]byte, vault.KeySize), store)
	store.ReadWords(words)
	for nth := range c.LMGs {
		f := newFounder(ctx, store, words, nth)
		f.county, f.seasons = c, true
		if err := f.file(); err != nil {
			return 0, err
		}
		items += f.items
	}
	return items, nil
}

// founder files an LMG that others are copies of.
type founder struct {
	ctx context.Context
	county
	seasons bool // texts have the words that copies have by place and time
	items   int  // filed so far
	mark    string
	store   *storage.Store
	pen     *pen
	random  *rand.Rand
	common  *rand.Zipf
}

func newFounder(ctx context.Context, store *storage.Store, words *vault.Vault, nth int) *founder {
	source := rand.NewPCG(1, uint64(nth))
	random := rand.New(source)
	return &founder{
		ctx: ctx, mark: mark(nth), store: store, pen: &pen{ctx: ctx, vault: words, by: improvement.PersonID(mark(nth) + "lwo")},
		random: random, common: rand.NewZipf(random, 1.07, 2.7, vocabulary-1),
	}
}

var began = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

func (f *founder) lmg() improvement.BodyID { return improvement.BodyID(f.mark + "lmg") }

func (f *founder) locality(n int) improvement.BodyID {
	return improvement.BodyID(fmt.Sprint(f.mark, "place", [...]int{0, 1, 0, 2, 1, 0, 3, 1, 0, 4}[n*3%10]))
}

func (f *founder) priority(n int) improvement.PriorityID {
	return improvement.PriorityID(fmt.Sprint(f.mark, "p", n%f.priorities))
}

func (f *founder) voice(n int) improvement.SubjectID {
	return improvement.VoiceSubject(fmt.Sprint(f.mark, "v", n))
}

func (f *founder) person(who string) improvement.PersonID { return improvement.PersonID(f.mark + who) }

// theme is one of five; of ten things four are under the first.
func (f *founder) theme(n int) improvement.ThemeID {
	return improvement.ThemeID(fmt.Sprint("theme", [...]int{0, 1, 0, 2, 0, 3, 0, 1, 2, 4}[n*7%10]))
}

// day is one of the last three years; the nearer, the more of them.
func (f *founder) day() improvement.Date {
	far := f.random.Float64()
	return improvement.DateOf(began).AddDays(-int(1000 * far * far))
}

// vocabulary is how many words the made-up language has.
const vocabulary = 30_000

// words is so many words of a language in which a few are in every text and most in hardly
// any, as Zipf found of all languages.
func (f *founder) words(words int) string {
	all := make([]string, words)
	for i := range all {
		all[i] = term(int(f.common.Uint64()))
	}
	return strings.Join(all, " ")
}

func (f *founder) text(words int) improvement.Words { return f.pen.words(f.words(words)) }

// item is the text of an item of a day.
func (f *founder) item(day improvement.Date) improvement.Words { return f.itemBy(f.pen, day) }

func (f *founder) itemBy(p *pen, day improvement.Date) improvement.Words {
	f.items++
	text := f.words(40)
	if f.seasons && f.items%5 == 0 {
		text += " town" + strings.Trim(f.mark, "l-")
	}
	if f.seasons && f.items%3 == 0 && day >= "2024-05-01" && day <= "2024-08-31" {
		text += " lockdown"
	}
	return p.words(text)
}

// term is the nth word of that language, the commonest first.
func term(n int) string {
	const consonants, vowels = "bdfgklmnprtv", "aeiou"
	word := ""
	for n += 61; n > 0; n /= 60 {
		word += string(consonants[n%60/5]) + string(vowels[n%5])
	}
	return word + "k"
}

func (f *founder) file() error {
	steps := []func() error{f.directory, f.voices, f.agree, f.tests, f.others}
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

func (f *founder) recorded(subject improvement.SubjectID, events ...improvement.Event) error {
	return f.put(improvement.DirectoryFiling(subject, 0, nil, "load", f.person("lwo"), began, events))
}

// directory files the LMG, its places and people. What is for all LMGs comes with the first.
func (f *founder) directory() error {
	if err := errors.Join(f.lmgWithPeople(), f.groups()); err != nil {
		return err
	}
	for n := range localitiesOf {
		id := improvement.BodyID(fmt.Sprint(f.mark, "place", n))
		event := &improvement.BodyRecorded{Body: improvement.Body{ID: id, Kind: improvement.Locality, Name: "A place", Parent: f.lmg()}}
		if err := f.recorded(improvement.BodySubject(id), event); err != nil {
			return err
		}
	}
	for n := range 5 {
		id := fmt.Sprint("strategic", n)
		if f.mark != mark(0) {
			return nil
		}
		event := &improvement.StrategicRecorded{Strategic: improvement.Strategic{ID: id, Name: "Strategic priority " + id}}
		of := improvement.Theme{ID: improvement.ThemeID(fmt.Sprint("theme", n)), Name: fmt.Sprint("Theme ", n)}
		if err := errors.Join(f.recorded(improvement.StrategicSubject(id), event), f.recorded(improvement.ThemeSubject(of.ID), &improvement.ThemeRecorded{Theme: of})); err != nil {
			return err
		}
	}
	return nil
}

func (f *founder) lmgWithPeople() error {
	members := &improvement.MembersSet{Body: f.lmg()}
	for _, role := range improvement.RolesOf(improvement.LMG) {
		id := f.person(string(role))
		if err := f.somebody(id); err != nil {
			return err
		}
		members.Members = append(members.Members, improvement.Membership{Body: f.lmg(), Person: id, Role: role})
	}
	body := &improvement.BodyRecorded{Body: improvement.Body{ID: f.lmg(), Kind: improvement.LMG, Name: "An LMG"}}
	return f.recorded(improvement.BodySubject(f.lmg()), body, members)
}

func (f *founder) somebody(id improvement.PersonID) error {
	return f.recorded(improvement.PersonSubject(id), &improvement.PersonRecorded{Person: improvement.Person{ID: id, Name: f.pen.words("Somebody")}})
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

// spoken is the filing of an item that is a subject of its own.
func spoken(p *pen, subject improvement.SubjectID, text improvement.Words, lmg, locality improvement.BodyID, theme improvement.ThemeID, day improvement.Date) (improvement.Filing, error) {
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

func (f *founder) test(n int) string { return fmt.Sprint(f.mark, "t", n) }
