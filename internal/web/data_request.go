package web

import (
	"context"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// dataRequestPage is a request as whoever asks may read it.
type dataRequestPage struct {
	Title, Stands string
	Own           bool // whoever asks it sees it, and answers nothing
	Facts         []fact
	Says          string
	Offers        []offer
	Held          string // the page of what is held of whom it is about
}

func (p dataRequestPage) head() head {
	of := head{Template: "data-request", Title: p.Title, Label: "Data request", Crumbs: []crumb{{"Data requests", dataRequestsPath}},
		Help: "What is asked, and by when it is to be answered. Record what was done once the person was told."}
	if p.Own {
		of.Crumbs, of.Help = []crumb{{"Your account", "/you"}}, "Where your request stands. An administrator answers you directly."
	}
	return of
}

// dataRequestAt reads the request in the address, as whoever asks may read it: to others
// than those who see to it, and whoever asked, it is as if it were not there.
func (v *visit) dataRequestAt(ctx context.Context) (*improvement.DataRequest, error) {
	id := v.path("request")
	if improvement.CheckID("request", id) != nil {
		return nil, improvement.ErrNotFound
	}
	_, state, err := v.Record.State(ctx, improvement.DataRequestSubject(id))
	if err != nil {
		return nil, err
	}
	d, err := improvement.RestoreDataRequest(state)
	if err != nil {
		return nil, err
	}
	if !improvement.KeepsRequests(v.who, d.Body) && !d.Asked(v.who) {
		return nil, improvement.ErrNotFound
	}
	people := []improvement.PersonID{v.who.Person, d.By, d.About}
	return d.ShownTo(v.who), v.meet(ctx, people, []improvement.BodyID{d.Body})
}

func showDataRequest(ctx context.Context, v *visit) (answer, error) {
	d, err := v.dataRequestAt(ctx)
	if err != nil {
		return answer{}, err
	}
	p := dataRequestPage{
		Title: requestTitle(d), Stands: requestStands(d) + ".", Says: v.words.Text(d.Says), Own: !improvement.KeepsRequests(v.who, d.Body),
		Facts: []fact{{"Came on", d.Received.Plain()}, {"Answered by", "the administrators of " + v.words.Body(d.Body)}, {"From", v.words.Line(d.From)}},
	}
	may := d.About != "" && v.mayHold(ctx, d.About) == nil
	switch {
	case may:
		p.Held = heldPath(d.About)
		p.Facts = append(p.Facts, fact{"About", v.calledHeld(d.About)})
	case d.About != "": // whose name is not for whoever reads this
		p.Facts = append(p.Facts, fact{"About", string(d.About)})
	}
	if d.By != "" {
		p.Facts = append(p.Facts, fact{"Recorded by", v.words.Person(d.By)})
	}
	if !d.Acknowledged.IsZero() {
		p.Facts = append(p.Facts, fact{"Acknowledged", improvement.DateOf(d.Acknowledged).Plain()})
	}
	if !d.Done.Empty() {
		p.Facts = append(p.Facts, fact{"Done", v.words.Line(d.Done)})
	}
	if !p.Own {
		p.Offers = v.dataRequestOffers(d)
	}
	return show(p)
}

func requestTitle(d *improvement.DataRequest) string {
	return fmt.Sprintf("%s (%s)", requestKind(d.Kind), d.ID)
}

// dataRequestOffers lists what those who see to a request may do with it now.
func (v *visit) dataRequestOffers(d *improvement.DataRequest) []offer {
	at := dataRequestPath(d.Subject())
	var offers []offer
	for _, one := range []struct {
		command improvement.DataRequestCommand
		name    string
	}{
		{improvement.AcknowledgeRequest{}, "Say that it was acknowledged"},
		{improvement.CloseRequest{}, "Record what was done, and close it"},
		{improvement.ExtendRequest{}, "Take two further months"},
	} {
		_, err := d.Decide(one.command, v.who, v.Now())
		if refused, is := improvement.Refusal(err); !is || refused.Code == improvement.Invalid { // what is written is yet to come
			offers = append(offers, offer{one.name, at + "/" + one.command.CommandName()})
		}
	}
	return offers
}

// onDataRequest is a form about a request: a text that is sealed under its own key, or none.
type onDataRequest struct {
	title, help, send, done string
	field, label, hint      string
	command                 func(improvement.Words) improvement.DataRequestCommand
}

var (
	acknowledgeDataRequest = onDataRequest{
		title: "Say that it was acknowledged", send: "It was acknowledged", done: "It is recorded that they were told.",
		help:    "Once the person was told that their request came. A complaint is to be acknowledged within 30 days.",
		command: func(improvement.Words) improvement.DataRequestCommand { return improvement.AcknowledgeRequest{} },
	}.asks()
	extendDataRequest = onDataRequest{
		title: "Take two further months", send: "Extend it", done: "It is extended. Its new day shows on its page.",
		help:  "Only where a request is complex, and only within its month. The person must be told so, and why, within that month.",
		field: "reason", label: "Why, as the person was told?", hint: "For example: the records of two closed groups have to be gone through.",
		command: func(w improvement.Words) improvement.DataRequestCommand { return improvement.ExtendRequest{Reason: w} },
	}.asks()
	closeDataRequest = onDataRequest{
		title: "Record what was done, and close it", send: "Close it", done: "It is closed. What was done stays on record.",
		help:  "Once the person was told. Words about somebody who was erased go with this.",
		field: "done", label: "What was done, and how was the person told?", hint: "For example: we gave them the file on a stick at the office.",
		command: func(w improvement.Words) improvement.DataRequestCommand { return improvement.CloseRequest{Done: w} },
	}.asks()
)

func (o onDataRequest) asks() asks { return asks{page: o.page, do: o.do} }

func (o onDataRequest) page(ctx context.Context, v *visit, f *form) (page, error) {
	d, err := v.dataRequestAt(ctx)
	if err == nil && !improvement.KeepsRequests(v.who, d.Body) {
		err = improvement.Refuse(improvement.NotAllowed, "", "Only an administrator, the clerk or the Locality Wellbeing Officer answers a request.")
	}
	if err != nil {
		return nil, err
	}
	p := &plainForm{asking: asking{f}, Title: o.title, Help: o.help, Send: o.send, Label: requestTitle(d), Says: []string{requestStands(d) + "."},
		Quote: v.words.Text(d.Says), Crumbs: []crumb{{"Data requests", dataRequestsPath}, {requestTitle(d), dataRequestPath(d.Subject())}}}
	if o.field != "" {
		p.ask("words", f.Field(o.field, o.label, o.hint))
	}
	return p, nil
}

func (o onDataRequest) do(ctx context.Context, v *visit, f *form) (string, error) {
	d, err := v.dataRequestAt(ctx) // before a key is made for it
	if err != nil {
		return "", err
	}
	var words improvement.Words
	if o.field != "" {
		if words, err = v.Vault.Seal(ctx, o.field, d.Subject().Correspondent(), f.value(o.field)); err != nil {
			return "", err
		}
	}
	receipt, err := v.Sender.OnDataRequest(ctx, d.Subject(), f.id(v), v.who.Person, o.command(words))
	if err != nil {
		return "", err
	}
	if err := v.Held.ForgetRequests(ctx); err != nil { // what was filed stays: a start of a worker does it again
		v.Log.Error("Words of closed requests about somebody who was erased are still there", "reference", v.reference, "cause", err)
	}
	v.acknowledge(receipt, o.done)
	return dataRequestPath(d.Subject()), nil
}

// myRequests are the requests that whoever asks made for themselves.
func (v *visit) myRequests(ctx context.Context) ([]requestRow, error) {
	found, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindDataRequest, BegunBy: v.who.Person})
	if err != nil {
		return nil, err
	}
	requests, err := v.dataRequestsOf(ctx, found)
	var rows []requestRow
	for _, d := range requests {
		if d.Asked(v.who) {
			rows = append(rows, requestRow{Name: requestTitle(d), Path: dataRequestPath(d.Subject()), Stands: requestStands(d)})
		}
	}
	return rows, err
}
