package assembly

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/client"
)

// Desk is where commands are sent from: the record, and a sender to the engine.
type Desk struct {
	*Record
	Sender *workflows.Sender
	client client.Client
}

// OpenDesk opens the record beside a worker and connects to its engine. A worker that
// is known to keep another record is refused: it would file there what is sealed here.
func OpenDesk(ctx context.Context, s config.Settings, log *slog.Logger) (*Desk, error) {
	record, err := OpenRecord(ctx, s, Opening{Existing: true})
	if err != nil {
		return nil, err
	}
	c, err := engine.Dial(ctx, dialOptions(s, record, log))
	if other := new(engine.RecordError); errors.As(err, &other) {
		err = otherRecord(s, other)
	}
	if err != nil {
		return nil, closing(record, err)
	}
	return &Desk{Record: record, client: c, Sender: newSender(s, record, c)}, nil
}

func otherRecord(s config.Settings, other *engine.RecordError) error {
	here, naming := s.Data.Dir, "its folder with --data"
	if s.Record.URL != "" {
		here, naming = s.Redacted().Record.URL, "its record with CAIRN_RECORD_URL"
	}
	return improvement.Refuse(improvement.Conflict, "",
		"The worker at %s keeps another record than %s, and nothing was sent. Name %s, or the port of this record's worker with CAIRN_ENGINE_PORT.",
		other.Server, here, naming)
}

// Close closes the connection and the record.
func (d *Desk) Close() error {
	d.client.Close()
	return d.Record.Close()
}

func newSender(s config.Settings, r *Record, c client.Client) *workflows.Sender {
	return workflows.NewSender(workflows.SenderOptions{
		Temporal: c, TaskQueue: s.Engine.TaskQueue, Reader: prompt{r.Store}, Terms: terms(s), Outcomes: outcomes(s), Calendars: r.Calendars, Clock: r.Time, Library: r.Store,
		Reviews:  reviewTerms(s),
		Networks: r.Newsletters(s),
	})
}

// dialOptions reach the embedded engine of this or another process, or a cluster.
func dialOptions(s config.Settings, r *Record, log *slog.Logger) engine.DialOptions {
	o := engine.DialOptions{Namespace: s.Engine.Namespace, Record: r.Identity(), SearchAttributes: searchAttributes(), Logger: log}
	if s.Engine.Mode == config.Embedded {
		o.HostPort = net.JoinHostPort(s.Engine.Host, strconv.Itoa(s.Engine.Port))
	}
	return o
}

func searchAttributes() []string {
	return []string{
		workflows.AttributeLMG.GetName(), workflows.AttributeLocality.GetName(), workflows.AttributeTheme.GetName(),
	}
}

// terms turns the settings into what a test is launched on.
func terms(s config.Settings) improvement.Terms {
	t := improvement.Terms{
		Plan: s.Terms.PlanDays, Agree: s.Terms.AgreeDays, Finish: s.Terms.FinishDays, Study: s.Terms.StudyDays,
		Act: s.Terms.ActDays, Begin: s.Terms.BeginDays, Approval: s.Terms.ApprovalDays, Extension: s.Terms.ExtensionDays,
		Lapse: s.Terms.LapseDays, Condition: s.Terms.ConditionDays, Talk: s.Terms.TalkDays, Agreement: s.Terms.AgreementDays, Unanswered: s.Terms.UnansweredDays,
		Moderate: s.Terms.ModerateDays, Concern: s.Terms.ConcernDays,
		HeldWeeks: s.Terms.HeldWeeks,
	}
	for _, r := range s.Terms.Ladder {
		rung := improvement.Rung{Days: r.Days, StagesOnly: r.StagesOnly}
		for _, to := range r.To {
			rung.To = append(rung.To, improvement.Audience(to))
		}
		t.Ladder = append(t.Ladder, rung)
	}
	return t
}

// outcomes turns the settings into what a charter may choose.
func outcomes(s config.Settings) []improvement.CoreOutcome {
	all := make([]improvement.CoreOutcome, len(s.Outcomes))
	for i, o := range s.Outcomes {
		all[i] = improvement.CoreOutcome{ID: improvement.OutcomeID(o.ID), Name: o.Name}
	}
	return all
}

// Rates turns the settings into what hours are priced at.
func Rates(s config.Settings) improvement.Rates {
	return improvement.Rates{StaffHours: s.Rates.StaffHours, VolunteerHours: s.Rates.VolunteerHours}
}

// reviewTerms turns the settings into how quality reviews come about.
func reviewTerms(s config.Settings) improvement.ReviewTerms {
	t := improvement.ReviewTerms{
		Months: s.Review.Months, FirstMonth: s.Review.FirstMonth,
		Days: improvement.ReviewDays{Evaluate: s.Review.EvaluateDays, LWO: s.Review.LWODays, Conclude: s.Review.ConcludeDays},
	}
	for _, i := range s.Review.Indicators {
		t.Indicators = append(t.Indicators, improvement.Indicator{ID: i.ID, Name: i.Name, About: i.About})
	}
	return t
}

// closing closes what was opened before a failure, and keeps both errors.
func closing(c io.Closer, err error) error {
	if closeErr := c.Close(); closeErr != nil {
		return errors.Join(err, fmt.Errorf("close: %w", closeErr))
	}
	return err
}
