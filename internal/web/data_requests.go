package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// dataRequestsPage lists the data-protection requests of those who see to them, what is due
// first.
type dataRequestsPage struct {
	Open   []requestRow
	Closed []requestRow // only where all are asked for
	All    string       // where all are listed; empty where they are
	Finds  bool         // they may look for what is held of somebody
}

func (dataRequestsPage) head() head {
	return head{Template: "data-requests", Title: "Data requests", Crumbs: []crumb{{"Your tasks", "/"}},
		Help: "Who asked to have what is held about them, to have it put right or erased, and who complained. The law gives each its days."}
}

type requestRow struct{ Name, Path, Stands, Due string }

const dataRequestsPath = "/data-requests"

// dataRequestRoutes are the part of the table about what is held about people.
func dataRequestRoutes() []route {
	const one = dataRequestsPath + "/{request}"
	const held = "/held/{kind}/{id}"
	return table(
		get(dataRequestsPath, keepers, listDataRequests),
		ask(dataRequestsPath+"/record", keepers, recordDataRequest),
		get(one, onRecord, showDataRequest),
		ask(one+"/acknowledge", keepers, acknowledgeDataRequest),
		ask(one+"/extend", keepers, extendDataRequest),
		ask(one+"/close", keepers, closeDataRequest),
		ask("/you/request", onRecord, askForOneself),
		ask("/held/find", admins, findHeld),
		get(held, onRecord, showHeld),
		limited(post(held+"/export", onRecord, exportHeld)),
		ask(held+"/erase", theirOwnLMG, eraseHeld),
	)
}

// requestKinds are the kinds of request, as people say them.
var requestKinds = []option{
	{string(improvement.AccessRequest), "To have what is held", "Everything, as a file to read and keep."},
	{string(improvement.CorrectionRequest), "To have something put right", "Where something is wrong, or is missing."},
	{string(improvement.ErasureRequest), "To have it erased", "Words, name, address and files. What was counted stays."},
	{string(improvement.DataComplaint), "A complaint", "That something was done wrongly with what is held."},
}

func requestKind(kind improvement.DataRequestKind) string {
	for _, o := range requestKinds {
		if o.Value == string(kind) {
			return o.Label
		}
	}
	return string(kind)
}

// dataRequestPath is the page of a request.
func dataRequestPath(request improvement.SubjectID) string {
	return dataRequestsPath + "/" + url.PathEscape(request.ID())
}

func listDataRequests(ctx context.Context, v *visit) (answer, error) {
	all := v.query("all") == "yes"
	found, err := v.Record.List(ctx, improvement.Filter{Kind: improvement.KindDataRequest, Open: !all})
	if err != nil {
		return answer{}, err
	}
	found = slices.DeleteFunc(found, func(l improvement.Listing) bool { return !improvement.KeepsRequests(v.who, l.LMG) })
	slices.SortStableFunc(found, func(a, b improvement.Listing) int { return cmp.Compare(a.Due, b.Due) })
	requests, err := v.dataRequestsOf(ctx, found)
	if err != nil {
		return answer{}, err
	}
	p := dataRequestsPage{Finds: improvement.KeepsDirectory(v.who)}
	if !all {
		p.All = dataRequestsPath + "?all=yes"
	}
	for _, d := range requests {
		row := requestRow{Name: requestKind(d.Kind) + " (" + d.ID + ")", Path: dataRequestPath(d.Subject()), Stands: requestStands(d)}
		if d.Closed() {
			p.Closed = append(p.Closed, row)
			continue
		}
		if d.Due < v.today() {
			row.Due = "overdue"
		}
		p.Open = append(p.Open, row)
	}
	return show(p)
}

// dataRequestsOf reads the requests of a list at once, in its order.
func (v *visit) dataRequestsOf(ctx context.Context, list []improvement.Listing) ([]*improvement.DataRequest, error) {
	if len(list) == 0 {
		return nil, nil
	}
	subjects := make([]improvement.SubjectID, len(list))
	for i, l := range list {
		subjects[i] = l.Subject
	}
	states, err := v.Record.States(ctx, subjects)
	if err != nil {
		return nil, err
	}
	var all []*improvement.DataRequest
	for _, s := range subjects {
		d, err := improvement.RestoreDataRequest(states[s])
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// requestStands says what is to be done by when.
func requestStands(d *improvement.DataRequest) string {
	switch {
	case d.Closed():
		return "Answered on " + improvement.DateOf(d.ClosedAt).Plain()
	case d.Stage() == "acknowledge":
		return "To be acknowledged by " + d.Due.Plain()
	case d.Extended:
		return "To be answered by " + d.Due.Plain() + ", which was extended"
	}
	return "To be answered by " + d.Due.Plain()
}

// keptLMGs are the LMGs whose requests somebody sees to, by name.
func (v *visit) keptLMGs(ctx context.Context) ([]improvement.Body, error) {
	lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
	return slices.DeleteFunc(lmgs, func(b improvement.Body) bool { return !improvement.KeepsRequests(v.who, b.ID) }), err
}

var recordingRequest = told{"Record a data request", "For a request that came by letter, by telephone or in person. Its days run from the day on which it came."}

// recordDataRequest records a request that came in by letter, by telephone or in person.
var recordDataRequest = asks{
	about: recordingRequest,
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		lmgs, err := v.keptLMGs(ctx)
		if err == nil && len(lmgs) == 0 {
			err = improvement.Refuse(improvement.NotAllowed, "", "Only an administrator, the clerk or the Locality Wellbeing Officer sees to data-protection requests. Ask one of these.")
		}
		if len(f.values) == 0 && len(lmgs) == 1 {
			f.values.Set("lmg", string(lmgs[0].ID))
		}
		p := &plainForm{asking: asking{f}, Title: recordingRequest.title, Send: "Record it", Keeps: true, Crumbs: []crumb{{"Data requests", dataRequestsPath}},
			Help: recordingRequest.help}
		p.ask("radios", f.Choice("kind", "What is asked?", "", requestKinds))
		p.ask("select", f.Choice("lmg", "Whose administrators answer?", "", bodyOptions(lmgs)))
		p.ask("text", f.Field("from", "Who asks, and how do we answer?", "For example: a parent, by letter, 1 Main Street."))
		p.ask("words", f.May("says", "What do they ask, in their words?", ""))
		p.ask("text", f.May("about", "Whom is it about, where they are on record?", "The identifier on their page under People; or the reference of a voice, as voice/4f0c."))
		if improvement.KeepsDirectory(v.who) {
			p.ask("text", f.May("address", "Or an address that newsletters go to", "Where they are not on record."))
		}
		p.ask("date", f.Field("received", "When did it come? (optional)", "Today, if you leave it out."))
		return p, err
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		about := improvement.PersonID(f.value("about"))
		var err error
		if address := f.value("address"); address != "" && about == "" {
			if about, err = v.Held.At(ctx, v.who, address); err != nil {
				return "", err
			}
		}
		received, err := dayAsked(f.values, "received")
		if err != nil {
			return "", err
		}
		return v.fileDataRequest(ctx, f, improvement.DataRequestForm{
			Kind: improvement.DataRequestKind(f.value("kind")), Body: improvement.BodyID(f.value("lmg")), About: about, Received: received,
		}, "The request is recorded. The administrators are reminded of its day.")
	},
}

// fileDataRequest seals what was written under the request's own key, and records it.
func (v *visit) fileDataRequest(ctx context.Context, f *form, form improvement.DataRequestForm, done string) (string, error) {
	if form.Received == "" {
		form.Received = v.today()
	}
	switch { // before a key is made for it
	case !slices.ContainsFunc(requestKinds, func(o option) bool { return o.Value == string(form.Kind) }):
		return "", improvement.Refuse(improvement.Invalid, "kind", "Say what is asked.")
	case form.Body == "":
		return "", improvement.Refuse(improvement.Invalid, "lmg", "Say whose administrators answer.")
	case f.value("from") == "":
		return "", improvement.Refuse(improvement.Invalid, "from", "Say who asks, and how to answer them.")
	}
	form.ID = "asked-" + string(f.id(v))[:8]
	subject := improvement.DataRequestSubject(form.ID)
	own := subject.Correspondent()
	var err error
	if form.From, err = v.Vault.Seal(ctx, "from", own, f.value("from")); err != nil {
		return "", err
	}
	if form.Says, err = v.Vault.Seal(ctx, "says", own, f.value("says")); err != nil {
		return "", err
	}
	receipt, err := v.Sender.RecordDataRequest(ctx, f.id(v), v.who.Person, form)
	if refused, is := improvement.Refusal(err); is && refused.Field == "body" {
		here := *refused
		here.Field = "lmg"
		err = &here
	}
	if err != nil {
		return "", err
	}
	v.acknowledge(receipt, done)
	return dataRequestPath(subject), nil
}

var askingForOneself = told{"Ask about what is held about you", "An administrator answers within one month, as the law says. You see here where your request stands."}

// askForOneself asks for what is held about oneself, or about somebody under 16 whose named
// adult one is.
var askForOneself = asks{
	about: askingForOneself,
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		lmgs, err := v.ownLMGs(ctx)
		if err != nil {
			return nil, err
		}
		me, about, err := v.forWhom(ctx)
		if err != nil {
			return nil, err
		}
		if len(f.values) == 0 {
			f.values.Set("from", me)
			f.values.Set("about", string(v.who.Person))
			if len(lmgs) == 1 {
				f.values.Set("lmg", string(lmgs[0].ID))
			}
		}
		p := &plainForm{asking: asking{f}, Title: askingForOneself.title, Send: "Ask", Keeps: true, Crumbs: []crumb{{"Your account", "/you"}},
			Help: askingForOneself.help}
		p.ask("radios", f.Choice("kind", "What do you ask?", "", requestKinds))
		p.ask("words", f.May("says", "Say more about it", "For example: my old address is still there. Where something is wrong, say what is right."))
		if len(about) > 1 {
			p.ask("radios", f.Choice("about", "About whom?", "", about))
		}
		if len(lmgs) > 1 {
			p.ask("select", f.Choice("lmg", "Who answers?", "The administrators of one Locality Management Group.", bodyOptions(lmgs)))
		} else {
			p.ask("hidden", f.Field("lmg", "", ""))
		}
		p.ask("text", f.Field("from", "Who are you, and how do we answer?", "Change this if you would like your answer elsewhere."))
		return p, nil
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		about := improvement.PersonID(cmp.Or(f.value("about"), string(v.who.Person)))
		if about != v.who.Person && !slices.Contains(v.who.HearsFor, about) {
			return "", improvement.Refuse(improvement.NotAllowed, "about", "Ask for yourself, or for somebody whose named adult you are.")
		}
		return v.fileDataRequest(ctx, f, improvement.DataRequestForm{
			Kind: improvement.DataRequestKind(f.value("kind")), Body: improvement.BodyID(f.value("lmg")), About: about,
		}, "Thank you. The administrators are asked, and reminded of the day.")
	},
}

// ownLMGs are the LMGs that somebody belongs to, by their roles; all where that is none.
func (v *visit) ownLMGs(ctx context.Context) ([]improvement.Body, error) {
	states, err := v.Record.StatesBy(ctx, improvement.Filter{Kind: improvement.KindBody})
	if err != nil {
		return nil, err
	}
	var lmgs []improvement.Body
	mine := map[improvement.BodyID]bool{}
	for _, state := range states {
		var b improvement.BodyState
		if err := json.Unmarshal(state, &b); err != nil {
			return nil, err
		}
		if b.Body.Kind == improvement.LMG {
			lmgs = append(lmgs, b.Body)
		}
		for _, m := range v.who.Roles {
			if m.Body == b.Body.ID {
				mine[cmp.Or(b.Body.Parent, b.Body.ID)] = true
			}
		}
	}
	if len(mine) > 0 {
		lmgs = slices.DeleteFunc(lmgs, func(b improvement.Body) bool { return !mine[b.ID] })
	}
	slices.SortFunc(lmgs, func(a, b improvement.Body) int { return cmp.Compare(a.Name, b.Name) })
	return lmgs, nil
}

// forWhom gives who asks, with their address, and whom they may ask about.
func (v *visit) forWhom(ctx context.Context) (me string, about []option, err error) {
	if err := v.meet(ctx, append(slices.Clone(v.who.HearsFor), v.who.Person), nil); err != nil {
		return "", nil, err
	}
	states, err := v.Record.States(ctx, []improvement.SubjectID{improvement.PersonSubject(v.who.Person)})
	if err != nil {
		return "", nil, err
	}
	p, err := personIn(states, v.who.Person)
	if err != nil {
		return "", nil, err
	}
	me = v.words.Line(p.Name)
	if !p.Email.Empty() {
		me += ", " + v.words.Line(p.Email)
	}
	about = []option{{Value: string(v.who.Person), Label: "Me"}}
	for _, child := range v.who.HearsFor {
		about = append(about, option{Value: string(child), Label: v.words.Person(child) + ", whose named adult I am"})
	}
	return me, about, nil
}
