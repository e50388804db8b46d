package improvement

import (
	"encoding/json"
	"fmt"
	"time"
)

// DataRequestKind says what somebody asks under data-protection law.
type DataRequestKind string

// The kinds of request.
const (
	AccessRequest     DataRequestKind = "access"     // to have what is held about somebody
	ErasureRequest    DataRequestKind = "erasure"    // to have it erased
	CorrectionRequest DataRequestKind = "correction" // to have it put right
	DataComplaint     DataRequestKind = "complaint"  // that something was done wrongly with it
)

// DataRequestForm is what is recorded of a request as it came in. Its words are sealed
// under the request's own key, so that they can be erased with whom it is about.
type DataRequestForm struct {
	ID       string          `json:"id"`
	Kind     DataRequestKind `json:"kind"`
	Body     BodyID          `json:"body"`            // the LMG whose administrators answer
	About    PersonID        `json:"about,omitempty"` // whom it is about, where they are on record or wrote in
	From     Words           `json:"from"`            // who asks, and how to answer them
	Says     Words           `json:"says,omitzero"`   // what they ask
	Received Date            `json:"received"`
}

// DataRequestFacts is what the record knows of what a request names.
type DataRequestFacts struct {
	Body           Body
	Administrators int // of that body
}

// DataRequest is a request under data-protection law, from its receipt to its answer.
//
// A complaint is acknowledged within 30 days of its receipt: Data Protection Act 2018,
// section 164A, as inserted by the Data (Use and Access) Act 2025, section 103. They are
// calendar days, and the day of receipt is counted as the first. The Act wants it
// answered without undue delay and names no day: here it is to be answered within a
// month of the acknowledgement. Access, erasure and correction (UK GDPR, articles 15 to
// 17) are answered within one month of receipt, which may be extended by two further
// months where a request is complex (article 12(3)); a month ends on the same day of the next one, or on its last.
// Neither is put off by a weekend or a holiday.
type DataRequest struct {
	Version int `json:"version"`
	DataRequestForm
	By           PersonID  `json:"by"` // who recorded it
	Terms        Terms     `json:"terms"`
	Calendar     Calendar  `json:"calendar"`
	Recorded     time.Time `json:"recorded"`
	Due          Date      `json:"due"` // of what is to be done next
	Acknowledged time.Time `json:"acknowledged,omitzero"`
	Extended     bool      `json:"extended,omitempty"`
	Claim        Claim     `json:"claim,omitzero"` // the administrator who sees to what is to be done next
	Done         Words     `json:"done,omitzero"`  // what was done
	ClosedAt     time.Time `json:"closed_at,omitzero"`
	HandledTo    time.Time `json:"handled_to"`
}

// The days that the law gives. See DataRequest.
const (
	acknowledgeDays = 30
	answerMonths    = 1
	furtherMonths   = 2
)

// DataRequestCommand is something a person does to a data-protection request.
type DataRequestCommand interface {
	// CommandName is the wire name, and the name of the workflow's update.
	CommandName() string
	// People lists those whom the command names; they must be on record.
	People() []PersonID
	decideRequest(d *DataRequest, who Actor, now time.Time) ([]Event, error)
}

// AcknowledgeRequest says that the person was told that their request came.
type AcknowledgeRequest struct{}

// ExtendRequest takes two further months for a complex request.
type ExtendRequest struct {
	Reason Words `json:"reason"` // as the person was told
}

// CloseRequest says what was done, and that the person was told.
type CloseRequest struct {
	Done Words `json:"done"`
}

// RecordDataRequest checks a request that came in and gives its first event.
func RecordDataRequest(f DataRequestForm, facts DataRequestFacts, terms Terms, calendar Calendar, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(who.mayAct(), f.mayRecord(who, now)); err != nil {
		return nil, err
	}
	if err := f.check(facts, now); err != nil {
		return nil, err
	}
	due := f.Received.addMonths(answerMonths)
	if f.Kind == DataComplaint {
		due = f.Received.AddDays(acknowledgeDays - 1)
	}
	return []Event{&DataRequestRecorded{Request: f, By: who.Person, Terms: terms, Calendar: calendar, Due: due}}, nil
}

// mayRecord lets those record a request who see to it, and people themselves: for
// themselves, or for somebody under 16 whose named adult they are. What somebody asks here
// came today.
func (f DataRequestForm) mayRecord(who Actor, now time.Time) error {
	keeps := mayKeepRequests(f.Body, who)
	if keeps == nil || !who.actsFor(f.About) {
		return keeps
	}
	if f.Received != DateOf(now) {
		return invalid("received", "What you ask here came today. Leave the day out.")
	}
	return nil
}

// KeepsRequests tells whether somebody sees to the data-protection requests of an LMG.
func KeepsRequests(who Actor, lmg BodyID) bool { return mayKeepRequests(lmg, who) == nil }

func mayKeepRequests(body BodyID, who Actor) error {
	if who.Is(body, Administrator, LWO, Clerk) {
		return nil
	}
	return notAllowed("Only an administrator, the clerk or the Locality Wellbeing Officer of %s sees to data-protection requests there.", clip(string(body)))
}

// Asked tells whether somebody asked it themselves.
func (d *DataRequest) Asked(who Actor) bool { return d.By == who.Person && who.actsFor(d.About) }

// ShownTo is the request as somebody may read it: who asks what, about whom, what was done
// and which of them does it are for those who see to it. Whoever asked it themselves reads what they wrote. Its
// kind and its days are for all.
func (d *DataRequest) ShownTo(who Actor) *DataRequest {
	shown := *d
	switch {
	case mayKeepRequests(d.Body, who) == nil:
	case d.Asked(who):
		shown.Done, shown.Claim = Words{}, Claim{}
	default:
		shown.From, shown.Says, shown.Done, shown.About, shown.Claim = Words{}, Words{}, Words{}, "", Claim{}
	}
	return &shown
}

func (f DataRequestForm) check(facts DataRequestFacts, now time.Time) error {
	switch {
	case facts.Body.Kind != LMG:
		return invalid("body", "%q is not an LMG on record. Check the name, or load it first.", clip(string(f.Body)))
	case facts.Administrators == 0:
		return invalid("body", "%s has no administrator, who would answer. Give somebody the role first.", f.Body)
	}
	switch f.Kind {
	case AccessRequest, ErasureRequest, CorrectionRequest, DataComplaint:
	default:
		return invalid("kind", "%q is not a kind of request. Use access, erasure, correction or complaint.", clip(string(f.Kind)))
	}
	if err := firstOf(
		CheckNewID("id", f.ID), f.ownKey(),
		requiredLine("from", f.From, "Say who asks, and how to answer them."),
		bounded("says", f.Says), checkDay("received", f.Received),
	); err != nil {
		return err
	}
	if f.Received > DateOf(now) {
		return invalid("received", "%s has not come yet. Give the day on which the request came.", f.Received.Plain())
	}
	return nil
}

// ownKey refuses words that would stay when those about whom the request is are erased.
func (f DataRequestForm) ownKey() error {
	for _, w := range written(f.From, f.Says) {
		if w.By != DataRequestSubject(f.ID).Correspondent() {
			return invalid("from", "A request is sealed under its own key. Seal it again.")
		}
	}
	return nil
}

// CommandName is the wire name.
func (AcknowledgeRequest) CommandName() string { return "acknowledge" }

// CommandName is the wire name.
func (ExtendRequest) CommandName() string { return "extend" }

// CommandName is the wire name.
func (CloseRequest) CommandName() string { return "close" }

// People lists nobody.
func (AcknowledgeRequest) People() []PersonID { return nil }

// People lists nobody.
func (ExtendRequest) People() []PersonID { return nil }

// People lists nobody.
func (CloseRequest) People() []PersonID { return nil }

// DataRequestCommands lists a blank of every command on a data-protection request.
func DataRequestCommands() []DataRequestCommand {
	return []DataRequestCommand{&AcknowledgeRequest{}, &ExtendRequest{}, &CloseRequest{}, &ClaimDataRequest{}}
}

// DecodeDataRequestCommand reads a command on a data-protection request by its wire name.
func DecodeDataRequestCommand(name string, body []byte) (DataRequestCommand, error) {
	for _, blank := range DataRequestCommands() {
		if blank.CommandName() == name {
			return blank, decodeCommand(name, body, blank)
		}
	}
	return nil, invalid("", "%q is not something one does to a data-protection request.", clip(name))
}

// Decide checks a command against the request and gives its events, or an *Error.
func (d *DataRequest) Decide(c DataRequestCommand, who Actor, now time.Time) ([]Event, error) {
	if d.Closed() {
		return nil, wrongStage("This request was closed on %s.", DateOf(d.ClosedAt).Plain())
	}
	if err := firstOf(who.mayAct(), mayKeepRequests(d.Body, who)); err != nil {
		return nil, err
	}
	return c.decideRequest(d, who, now)
}

func (AcknowledgeRequest) decideRequest(d *DataRequest, _ Actor, now time.Time) ([]Event, error) {
	if !d.Acknowledged.IsZero() {
		return nil, Refuse(Conflict, "", "This request was acknowledged on %s already.", DateOf(d.Acknowledged).Plain())
	}
	due := d.Due
	if d.Kind == DataComplaint {
		due = DateOf(now).addMonths(answerMonths)
	}
	return []Event{&DataRequestAcknowledged{Due: due}}, nil
}

func (c ExtendRequest) decideRequest(d *DataRequest, _ Actor, now time.Time) ([]Event, error) {
	switch {
	case d.Kind == DataComplaint:
		return nil, wrongStage("A complaint is not extended: it is acknowledged within %d days, and answered without undue delay.", acknowledgeDays)
	case d.Extended:
		return nil, Refuse(Conflict, "", "This request was extended already, until %s.", d.Due.Plain())
	case DateOf(now) > d.Due:
		return nil, wrongStage("The month ended on %s. It may be extended, and the person told so, within it only. Answer as soon as you can.", d.Due.Plain())
	}
	if err := required("reason", c.Reason, "Say why, as the person was told."); err != nil {
		return nil, err
	}
	return []Event{&DataRequestExtended{Due: d.Received.addMonths(answerMonths + furtherMonths), Reason: c.Reason}}, nil
}

func (c CloseRequest) decideRequest(d *DataRequest, _ Actor, _ time.Time) ([]Event, error) {
	if d.Kind == DataComplaint && d.Acknowledged.IsZero() {
		return nil, wrongStage("A complaint is acknowledged first, if only in the same letter. Record that, and then close it.")
	}
	if err := required("done", c.Done, "Say what was done, and how the person was told."); err != nil {
		return nil, err
	}
	return []Event{&DataRequestClosed{Done: c.Done}}, nil
}

// Subject is the request's subject and workflow ID.
func (d *DataRequest) Subject() SubjectID { return DataRequestSubject(d.ID) }

// Closed tells that nothing is left to do.
func (d *DataRequest) Closed() bool { return !d.ClosedAt.IsZero() }

// Tasks is one of the administrators of the body: to acknowledge, or to answer.
func (d *DataRequest) Tasks() []Task {
	if d.Closed() {
		return nil
	}
	kind, opened := d.asksFor(), d.Recorded
	if kind == TaskAnswerData && d.Kind == DataComplaint {
		opened = d.Acknowledged
	}
	tasks := []Task{{
		Key: string(kind), Subject: d.Subject(), Kind: kind, Item: string(d.Kind), Due: d.Due, Opened: opened,
		Body: d.Body, Role: Administrator, Stage: true, LMG: d.Body, Claimed: d.Claim.By,
	}}
	d.Terms.Ladder.announce(tasks, d.Calendar, d.HandledTo)
	return tasks
}

// asksFor is what is to be done next, and the key of the task.
func (d *DataRequest) asksFor() TaskKind {
	if d.Kind == DataComplaint && d.Acknowledged.IsZero() {
		return TaskAcknowledge
	}
	return TaskAnswerData
}

// NextMoment is when time alone next changes something; zero where it never does.
func (d *DataRequest) NextMoment() time.Time {
	for _, t := range d.Tasks() {
		return t.NextReminder
	}
	return time.Time{}
}

// PassTime gives the reminders that have fallen due by now; nothing where none has.
func (d *DataRequest) PassTime(now time.Time) []Event {
	if next := d.NextMoment(); next.IsZero() || next.After(now) {
		return nil
	}
	return []Event{&DataRequestTimePassed{To: Moment(now), Reminders: d.Terms.Ladder.remind(d.Tasks(), d.Calendar, d.HandledTo, now)}}
}

// RefreshCalendar brings the holidays up to date; nothing where they are.
func (d *DataRequest) RefreshCalendar(calendar Calendar) []Event {
	if d.Closed() || digest(calendar) == digest(d.Calendar) {
		return nil
	}
	return []Event{&CalendarRefreshed{Calendar: calendar}}
}

// Stage says where the request stands.
func (d *DataRequest) Stage() string {
	switch {
	case d.Closed():
		return "closed"
	case d.Kind == DataComplaint && d.Acknowledged.IsZero():
		return "acknowledge"
	}
	return "answer"
}

// Summary is the request's line in lists.
func (d *DataRequest) Summary() Summary {
	s := Summary{Open: !d.Closed(), Stage: d.Stage(), LMG: d.Body, Due: d.Due}
	if d.Closed() {
		s.Due, s.Outcome = "", "answered"
	}
	return s
}

// Filing prepares events of the request for the record.
func (d *DataRequest) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	after := *d
	return prepare(&after, d.Version, d.Tasks(), command, by, now, events)
}

func (d *DataRequest) filedAs() SubjectID { return d.Subject() }

func (*DataRequest) links(Entry) []Link { return nil }

func (*DataRequest) shelved(Entry) []Shelved { return nil }

func (d *DataRequest) notices(entry Entry, before []Task) []Notice {
	if e, passed := entry.Event.(*DataRequestTimePassed); passed {
		return reminderNotices(d.Subject(), entry.At, e.Reminders, before)
	}
	return nil
}

// Apply folds one journal entry into the request.
func (d *DataRequest) Apply(entry Entry) {
	d.Version = entry.Version
	switch e := entry.Event.(type) {
	case *DataRequestRecorded:
		d.DataRequestForm, d.By, d.Terms, d.Calendar, d.Due = e.Request, e.By, e.Terms, e.Calendar, e.Due
		d.Recorded, d.HandledTo = entry.At, entry.At
	case *CalendarRefreshed:
		d.Calendar = e.Calendar
	case *DataRequestAcknowledged:
		if d.asksFor() == TaskAcknowledge { // what follows is another task
			d.Claim = Claim{}
		}
		d.Acknowledged, d.Due = entry.At, e.Due
	case *DataRequestClaimed:
		d.Claim = claimed(e.By, entry.At)
	case *DataRequestExtended:
		d.Extended, d.Due = true, e.Due
	case *DataRequestClosed:
		d.Done, d.ClosedAt, d.Claim = e.Done, entry.At, Claim{}
	case *DataRequestTimePassed:
		d.HandledTo = e.To
	}
}

// RestoreDataRequest reads a request's state as filed.
func RestoreDataRequest(state json.RawMessage) (*DataRequest, error) {
	d := new(DataRequest)
	if err := json.Unmarshal(state, d); err != nil {
		return nil, fmt.Errorf("improvement: state of a data-protection request: %w", err)
	}
	return d, nil
}

func foldDataRequest(entries []Entry) (*DataRequest, error) {
	d := new(DataRequest)
	for _, entry := range entries {
		d.Apply(entry)
	}
	return d, nil
}

// addMonths gives the same day so many months later, or the last of a month without it.
func (d Date) addMonths(n int) Date {
	day := d.midday()
	first := time.Date(day.Year(), day.Month()+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.AddDate(0, 0, min(day.Day(), last)-1).Format(dateLayout))
}
