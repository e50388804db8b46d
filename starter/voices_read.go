package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/spf13/cobra"
)

// voiceStages are the stages that voices are listed by.
var voiceStages = []string{"waiting", "accepted", "set-aside", "withdrawn", "erased", "unsafe", "kept-hidden"}

// theVoiceStages are they in a sentence.
const theVoiceStages = "waiting, accepted, set-aside, withdrawn, erased, unsafe or kept-hidden"

func (a *app) listVoicesCommand() *cobra.Command {
	var f improvement.Filter
	var lmg, locality, theme string
	var limit int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List voices: those that wait for you (--as), or with --stage others",
		Long: "List voices, what is due first. As a Locality Wellbeing Officer you see those that wait for you\n" +
			"to accept them or set them aside; as the safeguarding contact those by which someone may be\n" +
			"unsafe; as anybody else those that were accepted.",
		Args: cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				f.Kind, f.LMG, f.Locality, f.Theme = improvement.KindVoice, improvement.BodyID(lmg), improvement.BodyID(locality), improvement.ThemeID(theme)
				if err := checkVoiceFilter(cmd.Context(), r, f, limit); err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				found, more, err := listVoices(cmd.Context(), r, f, who, limit)
				if err != nil {
					return err
				}
				return a.print(found, func(p *page) { showVoices(p, w, found, more) })
			})
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Stage, "stage", "", theVoiceStages)
	flags.StringVar(&lmg, "lmg", "", "of one LMG")
	flags.StringVar(&locality, "locality", "", "of one locality")
	flags.StringVar(&theme, "theme", "", "of one theme")
	flags.IntVar(&limit, "limit", 50, "the most to show")
	suggest(cmd, "stage", voiceStages...)
	a.suggestFromRecord(cmd, "lmg", lmgs)
	a.suggestFromRecord(cmd, "locality", localities)
	a.suggestFromRecord(cmd, "theme", themes)
	return cmd
}

func checkVoiceFilter(ctx context.Context, r *assembly.Record, f improvement.Filter, limit int) error {
	if limit < 1 {
		return improvement.Refuse(improvement.Invalid, "limit", "Show 1 at least.")
	}
	if f.Stage != "" && !slices.Contains(voiceStages, f.Stage) {
		return improvement.Refuse(improvement.Invalid, "stage", "%q is not a stage of a voice. Use %s.", f.Stage, theVoiceStages)
	}
	f.Stage = ""
	return checkFilter(ctx, r, f)
}

// queueOf is the stage that is listed for somebody who asks for none.
func queueOf(who improvement.Actor) string {
	for _, m := range who.Roles {
		switch m.Role {
		case improvement.LWO:
			return string(improvement.VoiceWaits)
		case improvement.Safeguarding:
			return "unsafe"
		}
	}
	return string(improvement.VoiceAccepted)
}

// listedVoice is a voice in a list, as whoever asks may read it.
type listedVoice struct {
	improvement.Listing
	Voice *improvement.CommunityVoice `json:"voice"`
}

// readersOf are those who read voices of a stage in which not all may.
func readersOf(stage string) []improvement.Role {
	if stage == "unsafe" || stage == "kept-hidden" {
		return []improvement.Role{improvement.Safeguarding}
	}
	return []improvement.Role{improvement.LWO, improvement.Safeguarding}
}

// listVoices gives those that somebody may read, what is due first, and how many more
// there are.
func listVoices(ctx context.Context, r *assembly.Record, f improvement.Filter, who improvement.Actor, limit int) (voices []listedVoice, more int, err error) {
	f.Stage = cmp.Or(f.Stage, queueOf(who))
	found, err := r.List(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	found = slices.DeleteFunc(found, func(l improvement.Listing) bool {
		return !who.Is(l.LMG, readersOf(f.Stage)...) && f.Stage != string(improvement.VoiceAccepted)
	})
	slices.SortStableFunc(found, func(a, b improvement.Listing) int { return cmp.Compare(a.Due, b.Due) })
	for _, l := range found {
		if len(voices) == limit {
			more++
			continue
		}
		v, err := readVoice(ctx, r, l.Subject)
		if err != nil {
			return nil, 0, err
		}
		if v.MayRead(who) || v.Withdrawn != "" && v.MayKnow(who) { // that it was taken back is told, without its words
			voices = append(voices, listedVoice{l, v.For(who)})
		}
	}
	return voices, more, nil
}

func showVoices(p *page, w *words, voices []listedVoice, more int) {
	if len(voices) == 0 {
		p.printf("There are none for you to read.\n")
	}
	for _, l := range voices {
		due := ""
		if l.Due != "" {
			due = ", by " + l.Due.Plain()
		}
		p.row("", 0, fmt.Sprintf("%s  %s%s", l.Subject.ID(), l.Stage, due))
		said := l.Voice.Said
		about := w.Body(l.Locality) + ", " + said.When.Plain()
		if !said.Title.Empty() {
			about += ": " + w.line(said.Title)
		}
		p.row("", 4, about)
	}
	if more > 0 {
		p.printf("There are up to %d more: see them with --limit.\n", more)
	}
}

func readVoice(ctx context.Context, r *assembly.Record, subject improvement.SubjectID) (*improvement.CommunityVoice, error) {
	v := new(improvement.CommunityVoice)
	return v, readDirect(ctx, r, subject, v, "voice")
}

// readDirect reads the state of a subject without a workflow.
func readDirect(ctx context.Context, r *assembly.Record, subject improvement.SubjectID, into any, noun string) error {
	_, state, err := r.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return notThere(noun, subject)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(state, into)
}

// notThere is told alike of what is not on record, and of what is hidden from whoever asks.
func notThere(noun string, subject improvement.SubjectID) error {
	return improvement.Refuse(improvement.NotFound, noun, "There is no %s called %q. Check its identifier.", noun, printable(subject.ID()))
}

// shownVoice is a voice as whoever asks may read it, with the notes that contacts read.
type shownVoice struct {
	*improvement.CommunityVoice
	KeptBack bool                `json:"kept_back,omitempty"`
	Notes    []improvement.Entry `json:"notes,omitempty"`
}

func (a *app) showVoiceCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show VOICE", Short: "Show a voice, as far as you (--as) may read it", Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				subject := subjectFrom(args[0], improvement.VoiceSubject)
				v, err := readVoice(cmd.Context(), r, subject)
				if err != nil {
					return err
				}
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				if !v.MayKnow(who) {
					return notThere("voice", subject)
				}
				entries, err := r.Journal(cmd.Context(), subject, 0)
				if err != nil {
					return err
				}
				shown := shownVoice{v.For(who), !v.MayRead(who), notesOfConcern(entries, who, v.Said.LMG)}
				return a.print(shown, func(p *page) { showVoice(p, w, shown, v.HearsBack()) })
			})
		}),
	}
}

func showVoice(p *page, w *words, v shownVoice, hears bool) {
	s := v.Said
	p.row("", 0, fmt.Sprintf("A voice from %s, %s (%s)", w.Body(s.Locality), s.When.Plain(), plainly(v.Moderation)))
	p.row("", 0, concernOf(v.Concern))
	if v.Withdrawn != "" {
		p.row("", 0, "Whoever sent it took it back on "+v.Withdrawn.Plain()+".")
		showNotes(p, w, v.Notes)
		return
	}
	if v.KeptBack {
		p.row("", 0, "The Locality Wellbeing Officer reads its words, and nobody else. Say who you are with --as.")
		return
	}
	p.row("", 0, w.line(s.Text))
	showScores(p, w, s.Place)
	p.row("Theme", labelWidth, string(v.Theme))
	quote := "to be read and counted"
	if s.Consent.Quoted {
		quote += ", and to be quoted without their name"
	}
	p.row("Agreed", labelWidth, fmt.Sprintf("%s, on %s", quote, s.Consent.Day.Plain()))
	p.row("Saw", labelWidth, w.line(s.Consent.Text))
	if hears {
		p.row("Hears back", labelWidth, "yes")
	}
	p.row("Set aside", labelWidth, w.line(v.Reason))
	showNotes(p, w, v.Notes)
}

func showScores(p *page, w *words, scores []improvement.Score) {
	for _, theme := range improvement.PlaceThemes() {
		for _, s := range scores {
			if s.Theme == theme.ID {
				p.columns([]int{32, 2}, theme.Name, strconv.Itoa(s.Score), w.line(s.Why))
			}
		}
	}
}

// placesCommand tells how the Place Standard was scored: theme by theme, never in one number.
func (a *app) placesCommand() *cobra.Command {
	var lmg, locality, from, to string
	cmd := &cobra.Command{
		Use:   "places",
		Short: "Tell how people scored the 14 themes of the Place Standard",
		Long: "Tell how people scored the 14 themes of the Place Standard, in voices that were accepted and in\n" +
			"evidence such as conversations: how many scores, the middle one, where the middle half lies, the\n" +
			"lowest and the highest. A conversation counts once. There is no total: it would hide what differs.",
		Args: cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				f := improvement.Filter{LMG: improvement.BodyID(lmg), Locality: improvement.BodyID(locality)}
				if err := checkFilter(cmd.Context(), r, f); err != nil {
					return err
				}
				first, last, err := period(from, to)
				if err != nil {
					return err
				}
				forms, err := placeForms(cmd.Context(), r, f, first, last)
				if err != nil {
					return err
				}
				summary := improvement.SummarisePlace(forms)
				return a.print(summary, func(p *page) { showPlaces(p, summary, len(forms)) })
			})
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&lmg, "lmg", "", "of one LMG")
	flags.StringVar(&locality, "locality", "", "of one locality")
	flags.StringVar(&from, "from", "", "the first day")
	flags.StringVar(&to, "to", "", "the last day")
	a.suggestFromRecord(cmd, "lmg", lmgs)
	a.suggestFromRecord(cmd, "locality", localities)
	return cmd
}

// period reads the first and the last day; either may be left out.
func period(from, to string) (first, last improvement.Date, err error) {
	for _, day := range []struct {
		field, text string
		into        *improvement.Date
	}{{"from", from, &first}, {"to", to, &last}} {
		if day.text == "" {
			continue
		}
		if *day.into, err = intake.Date(day.text); err != nil {
			refused, _ := improvement.Refusal(err)
			return "", "", improvement.Refuse(improvement.Invalid, day.field, "%s", refused.Message)
		}
	}
	if first != "" && last != "" && first > last {
		return "", "", improvement.Refuse(improvement.Invalid, "to", "%s is before %s. Exchange them.", last.Plain(), first.Plain())
	}
	return first, last, nil
}

// placeForms lists the scores of every voice and item that all may read, of a period.
func placeForms(ctx context.Context, r *assembly.Record, f improvement.Filter, from, to improvement.Date) ([][]improvement.Score, error) {
	var forms [][]improvement.Score
	add := func(scores []improvement.Score, day improvement.Date) {
		if len(scores) > 0 && (from == "" || day >= from) && (to == "" || day <= to) {
			forms = append(forms, scores)
		}
	}
	f.Kind, f.Stage = improvement.KindVoice, string(improvement.VoiceAccepted)
	voices, err := r.List(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, l := range voices {
		v, err := readVoice(ctx, r, l.Subject)
		if err != nil {
			return nil, err
		}
		add(v.For(improvement.Actor{}).Said.Place, v.Said.When)
	}
	f.Kind, f.Stage = improvement.KindEvidence, "filed"
	items, err := r.List(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, l := range items {
		i, err := readItem(ctx, r, l.Subject)
		if err != nil {
			return nil, err
		}
		add(i.For(improvement.Actor{}).Item.Place, i.Item.Evidence.When)
	}
	return forms, nil
}

func showPlaces(p *page, summary []improvement.PlaceSummary, forms int) {
	from := "1 form"
	if forms != 1 {
		from = fmt.Sprintf("%d forms", forms)
	}
	p.printf("From %s; 1 is much to improve, 7 little.\n\n", from)
	widths := []int{32, 6, 7, 12}
	p.columns(widths, "THEME", "SCORES", "MIDDLE", "MIDDLE HALF", "LOWEST-HIGHEST")
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	for _, s := range summary {
		if s.N == 0 {
			p.columns(widths, s.Name, "0", "", "", "")
			continue
		}
		p.columns(widths, s.Name, strconv.Itoa(s.N), number(s.Median),
			number(s.Lower)+" to "+number(s.Upper), fmt.Sprintf("%d-%d", s.Lowest, s.Highest))
	}
}
