package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/spf13/cobra"
)

func (a *app) personCommand() *cobra.Command {
	person := group("person", "People: add one, change what is on record, choose how they hear, export or erase what is held")
	for _, v := range personVerbs() {
		person.AddCommand(a.personVerbCommand(v))
	}
	person.AddCommand(a.personExportCommand(), a.personEraseCommand(), a.personSignInLinkCommand())
	return person
}

// erasing is what the command line says of an erasure.
type erasing struct{ yes, askedBy, asked, why string }

// whom says who is meant: a person on record, a voice, or whoever hears by an address.
type whom struct{ name, address string }

// whomFlag offers an address in place of a name.
func whomFlag(cmd *cobra.Command, w *whom) {
	cmd.Flags().StringVar(&w.address, "address", "", "in place of a person: an address that newsletters go to")
}

// called is what they are called on the command line.
func (w whom) called() string { return cmp.Or(w.name, w.address) }

// person finds who is meant.
func (a *app) person(ctx context.Context, r *assembly.Record, who improvement.Actor, w whom) (improvement.PersonID, error) {
	if (w.name == "") == (w.address == "") {
		return "", improvement.Refuse(improvement.Invalid, "person", "Name one person, or a voice such as voice/4f0c…, or give --address.")
	}
	if w.name != "" {
		return improvement.PersonID(strings.TrimPrefix(w.name, string(improvement.KindPerson)+"/")), nil
	}
	s, err := a.settings()
	if err != nil {
		return "", err
	}
	return r.Newsletters(s).At(ctx, who, w.address)
}

func (a *app) personEraseCommand() *cobra.Command {
	var say erasing
	var to whom
	var again bool
	cmd := &cobra.Command{
		Use:   "erase {PERSON | VOICE | --address ADDRESS | --again}",
		Short: "Erase a person, or who wrote in: words, name, address and files, for good",
		Long: "Erase a person for good. Their key is destroyed, and with it every word of theirs, their name and\n" +
			"their address; files that only they filed are deleted, their roles end, and what waits for them is not\n" +
			"sent. What was counted stays: points, votes, steps. Who asked, when and why stays on record.\n\n" +
			"Somebody who is nobody on record is erased alike: a voice by its identifier (voice/…), which the\n" +
			"letters to them have; whoever hears from newsletters by --address, and hears from none then.\n\n" +
			"Without --yes it only looks whether it may be done. With --again it erases, as a worker does when it\n" +
			"starts, whom the list of erasures names and a restored record still has.",
		Args: cobra.RangeArgs(0, 1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if again && (len(args) > 0 || to.address != "") {
				return improvement.Refuse(improvement.Invalid, "person", "Name one person to erase, or give --again and no name.")
			}
			if len(args) > 0 {
				to.name = args[0]
			}
			me, err := a.me()
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				who, err := onRecord(cmd.Context(), r, "as", me)
				if err != nil {
					return err
				}
				if again {
					return a.eraseAgain(cmd, r, who)
				}
				return a.erase(cmd, r, who, to, say)
			})
		}),
	}
	f := cmd.Flags()
	whomFlag(cmd, &to)
	f.StringVar(&say.yes, "yes", "", "the person's identifier, or the address, once more: it cannot be undone")
	f.StringVar(&say.askedBy, "asked-by", "", "who asked for it, by their identifier; the person themselves if left out")
	f.StringVar(&say.asked, "asked", "", "when it was asked for; today if left out")
	f.StringVar(&say.why, "why", "", "why, without a name: it stays on record")
	f.BoolVar(&again, "again", false, "erase whom the list of erasures names and this record still has")
	return cmd
}

func (a *app) erase(cmd *cobra.Command, r *assembly.Record, who improvement.Actor, to whom, say erasing) error {
	ctx, eraser := cmd.Context(), r.Eraser()
	person, err := a.person(ctx, r, who, to)
	if err != nil {
		return err
	}
	if _, err := eraser.May(ctx, who.Person, person); err != nil { // before a key is made for their words
		return err
	}
	c := improvement.ErasePerson{Person: person, AskedBy: improvement.PersonID(say.askedBy), Asked: improvement.DateOf(r.Now())}
	if c.AskedBy == "" {
		c.AskedBy = person
	}
	if say.asked != "" {
		if c.Asked, err = dayOf("asked", say.asked, nil); err != nil {
			return err
		}
	}
	if c.Why, err = r.Vault.Seal(ctx, "why", who.Person, say.why); err != nil {
		return err
	}
	if err := eraser.Check(ctx, who.Person, c); err != nil {
		return err
	}
	if say.yes != to.called() {
		return improvement.Refuse(improvement.Invalid, "", "Nothing was erased yet, and nothing stands against it. It cannot be undone. To erase %[1]s, say so once more: --yes %[1]s", printable(to.called()))
	}
	done, err := eraser.Erase(ctx, who.Person, c)
	if _, refused := improvement.Refusal(err); err != nil && !refused {
		return &midway{err, "What was erased stays erased: run this again, or start a worker, and the rest is erased."}
	}
	if err != nil {
		return err
	}
	return a.print(done, func(p *page) { showErased(p, done) })
}

func (a *app) eraseAgain(cmd *cobra.Command, r *assembly.Record, who improvement.Actor) error {
	if err := improvement.MayRecover(who); err != nil {
		return err
	}
	done, unread, err := r.Eraser().Again(cmd.Context())
	for _, line := range unread {
		a.tell("Line %d of the list of erasures cannot be read.", line)
	}
	if printing := a.print(done, func(p *page) {
		if len(done) == 0 && err == nil {
			p.printf("Nobody is left to erase.\n")
		}
		for _, e := range done {
			showErased(p, e)
		}
	}); err == nil {
		return printing
	}
	return &midway{err, "Who was erased stays erased: run this again for the rest."}
}

// showErased tells what went, what stays, and what is left to do.
func showErased(p *page, e steward.Erased) {
	switch {
	case !e.Finished:
		p.row("", 0, fmt.Sprintf("%s was erased, but for files that somebody stored again a moment ago.", e.Person))
	case e.Again:
		p.row("", 0, fmt.Sprintf("%s was erased again: this record is from before.", e.Person))
	default:
		p.row("", 0, fmt.Sprintf("%s was erased.", e.Person))
	}
	if len(e.Bodies) > 0 {
		bodies := make([]string, len(e.Bodies))
		for i, b := range e.Bodies {
			bodies[i] = string(b)
		}
		p.row("Roles ended in", 16, strings.Join(bodies, ", "))
	}
	if e.Notices > 0 {
		p.row("Not sent", 16, fmt.Sprintf("%d that waited", e.Notices))
	}
	for _, hash := range e.Files {
		p.row("File deleted", 16, hash[:16])
	}
	for _, hash := range e.Shared {
		p.row("File kept", 16, hash[:16]+", as others filed the same content")
	}
	for _, hash := range e.Waiting {
		p.row("File to come", 16, hash[:16]+", as somebody may be about to file it: run this again in an hour")
	}
	for _, request := range e.Requests {
		p.row("Words erased", 16, string(request)+"; who asked, when, and who saw to it stay")
	}
	for _, left := range e.Left {
		p.row("Left to do", 16, left)
	}
}
