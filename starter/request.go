package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// requestCommand steers data-protection requests.
func (a *app) requestCommand() *cobra.Command {
	request := group("request", "Data-protection requests: record, claim, acknowledge, extend, close, list, show")
	request.Long = "Data-protection requests: to have what is held, erased or put right, or a complaint. Each has its days\n" +
		"by law, and the administrators of the LMG are reminded of them. To answer one, there are\n" +
		"starter person export and starter person erase."
	request.AddCommand(
		a.requestRecordCommand(), a.requestListCommand(), a.requestShowCommand(),
		a.onRequest("acknowledge REQUEST", "Record that the person was told that their request came", "", "",
			func(improvement.Words) improvement.DataRequestCommand { return improvement.AcknowledgeRequest{} }),
		a.onRequest("extend REQUEST", "Take two further months for a complex request", "reason", "why, as the person was told",
			func(w improvement.Words) improvement.DataRequestCommand { return improvement.ExtendRequest{Reason: w} }),
		a.onRequest("close REQUEST", "Record what was done, once the person was told", "done", "what was done",
			func(w improvement.Words) improvement.DataRequestCommand { return improvement.CloseRequest{Done: w} }),
		a.claimRequestCommand(),
	)
	return request
}

func (a *app) requestRecordCommand() *cobra.Command {
	var kind, lmg, about, from, says, received string
	cmd := &cobra.Command{
		Use:   "record REQUEST",
		Short: "Record a request as it came in; its clock starts with the day of its receipt",
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
				f := improvement.DataRequestForm{
					ID: requestID(args[0]), Kind: improvement.DataRequestKind(kind), Body: improvement.BodyID(lmg),
					About: improvement.PersonID(about), Received: improvement.DateOf(d.Now()),
				}
				if err := improvement.CheckID("request", f.ID); err != nil { // before a key is made for it
					return err
				}
				own := improvement.DataRequestSubject(f.ID).Correspondent()
				var err error
				if received != "" {
					if f.Received, err = dayOf("received", received, nil); err != nil {
						return err
					}
				}
				if f.From, err = d.Vault.Seal(cmd.Context(), "from", own, from); err != nil {
					return requestErased(err, f.ID)
				}
				if f.Says, err = d.Vault.Seal(cmd.Context(), "says", own, says); err != nil {
					return err
				}
				receipt, err := d.Sender.RecordDataRequest(cmd.Context(), a.id(), who.Person, f)
				if err != nil {
					return err
				}
				return a.acknowledge(receipt)
			})
		}),
	}
	f := cmd.Flags()
	f.StringVar(&kind, "kind", "", "access, erasure, correction or complaint")
	f.StringVar(&lmg, "lmg", "", "the LMG whose administrators answer")
	f.StringVar(&about, "about", "", "whom it is about, where they are on record, or a voice as voice/4f0c…")
	f.StringVar(&from, "from", "", "who asks, and how to answer them")
	f.StringVar(&says, "says", "", "what they ask")
	f.StringVar(&received, "received", "", "the day on which it came; today if left out")
	suggest(cmd, "kind", "access", "erasure", "correction", "complaint")
	a.suggestFromRecord(cmd, "lmg", lmgs)
	return cmd
}

// requestErased tells that a request's words were erased with whom it was about.
func requestErased(err error, id string) error {
	if errors.Is(err, improvement.ErrErased) {
		return improvement.Refuse(improvement.Conflict, "request", "The request %s was closed, and its words were erased. Give a new one another identifier.", id)
	}
	return err
}

func requestID(name string) string {
	return strings.TrimPrefix(name, string(improvement.KindDataRequest)+"/")
}

// onRequest is a command on a request, with one text or none.
func (a *app) onRequest(use, short, flag, usage string, make func(improvement.Words) improvement.DataRequestCommand) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: use, Short: short, Args: cobra.ExactArgs(1),
		ValidArgsFunction: a.completeFirst(improvement.KindDataRequest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
				q, err := readRequest(cmd.Context(), d.Record, requestID(args[0])) // before a key is made for it
				if err != nil {
					return err
				}
				words, err := d.Vault.Seal(cmd.Context(), flag, q.Subject.Correspondent(), text)
				if err != nil {
					return requestErased(err, q.ID)
				}
				var receipt workflows.Receipt
				receipt, err = d.Sender.OnDataRequest(cmd.Context(), q.Subject, a.id(), who.Person, make(words))
				if err != nil {
					return err
				}
				if _, err := d.Eraser().Requests(cmd.Context()); err != nil {
					return &midway{err, "What was filed stays. Words about somebody who was erased go when a worker starts, or with: starter person erase --again"}
				}
				return a.acknowledge(receipt)
			})
		}),
	}
	if flag != "" {
		cmd.Flags().StringVar(&text, flag, "", usage)
	}
	return cmd
}

// shownRequest is a request as it is shown.
type shownRequest struct {
	Subject improvement.SubjectID `json:"subject"`
	Stage   string                `json:"stage"`
	*improvement.DataRequest
}

func (a *app) requestListCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the requests that are open, by their days",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				found, err := r.List(cmd.Context(), improvement.Filter{Kind: improvement.KindDataRequest, Open: !all})
				if err != nil {
					return err
				}
				requests := []shownRequest{}
				for _, l := range found {
					one, err := readRequest(cmd.Context(), r, l.Subject.ID())
					if err != nil {
						return err
					}
					one.DataRequest = one.ShownTo(who)
					requests = append(requests, one)
				}
				return a.print(requests, func(p *page) {
					if len(requests) == 0 {
						p.printf("There are none.\n")
					}
					for _, q := range requests {
						p.columns([]int{20, 10}, q.ID, string(q.Kind), standsAt(q))
					}
				})
			})
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "closed ones too")
	return cmd
}

func (a *app) requestShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show REQUEST",
		Short: "Show a request: who asks what, and by when it is to be answered",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindDataRequest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				who, err := a.reader(cmd.Context(), r)
				if err != nil {
					return err
				}
				q, err := readRequest(cmd.Context(), r, requestID(args[0]))
				if err != nil {
					return err
				}
				q.DataRequest = q.ShownTo(who)
				return a.print(q, func(p *page) { showRequest(p, w, q) })
			})
		}),
	}
}

func readRequest(ctx context.Context, r *assembly.Record, id string) (shownRequest, error) {
	subject := improvement.DataRequestSubject(id)
	_, state, err := r.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return shownRequest{}, improvement.Refuse(improvement.NotFound, "request", "There is no data-protection request %q. See what there is with: starter request list", id)
	}
	if err != nil {
		return shownRequest{}, err
	}
	d, err := improvement.RestoreDataRequest(state)
	if err != nil {
		return shownRequest{}, err
	}
	return shownRequest{subject, d.Stage(), d}, nil
}

// standsAt says what is to be done by when.
func standsAt(q shownRequest) string {
	switch q.Stage {
	case "closed":
		return "closed on " + improvement.DateOf(q.ClosedAt).Plain()
	case "acknowledge":
		return "to be acknowledged by " + q.Due.Plain()
	}
	if q.Extended {
		return "to be answered by " + q.Due.Plain() + ", extended"
	}
	return "to be answered by " + q.Due.Plain()
}

func showRequest(p *page, w *words, q shownRequest) {
	p.row("", 0, fmt.Sprintf("%s: %s to %s, received on %s", q.ID, q.Kind, w.Body(q.Body), q.Received.Plain()))
	p.row("Now", labelWidth, standsAt(q))
	if q.From.Empty() {
		p.row("", 0, "Who asks what is for those who see to it: the administrator, the clerk and the Locality Wellbeing Officer, with --as.")
	}
	p.row("From", labelWidth, w.line(q.From))
	p.row("Asks", labelWidth, w.line(q.Says))
	p.row("About", labelWidth, w.Person(q.About))
	p.row("Recorded by", labelWidth, w.Person(q.By))
	p.row("Sees to it", labelWidth, wording.SeesTo(q.Claim, w.Words))
	if !q.Acknowledged.IsZero() {
		p.row("Acknowledged", labelWidth, improvement.DateOf(q.Acknowledged).Plain())
	}
	p.row("Done", labelWidth, w.line(q.Done))
}
