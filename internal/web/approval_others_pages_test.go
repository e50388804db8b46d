package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/google/uuid"
)

// filed files an item of evidence, and gives its name.
func filed(t *testing.T, town *pagestest.Town, as improvement.PersonID, id, title string) improvement.ItemID {
	t.Helper()
	read := intake.Reader{Sealer: town.Desk.Vault, Author: as}
	item, err := read.Item(t.Context(), id, improvement.Document, improvement.DateOf(town.Desk.Now()), []byte(
		"lmg: east-lmg\nkind: document\nstrength: data\ntitle: "+title+"\nsource: The school office\ntext: Nineteen came.\ntheme: poverty\n"))
	if err != nil {
		t.Fatal(err)
	}
	subject := improvement.SubjectID(string(improvement.KindEvidence) + "/" + id)
	if _, err := town.Desk.Registrar().File(t.Context(), subject, command(), as, improvement.FileItem{Item: item}); err != nil {
		t.Fatal(err)
	}
	return improvement.ItemID(subject)
}

func command() improvement.CommandID { return improvement.CommandID(uuid.NewString()) }

// onRound does something to the round of priority setting.
func onRound(t *testing.T, town *pagestest.Town, as improvement.PersonID, name, doc string) {
	t.Helper()
	c, err := intake.Reader{Sealer: town.Desk.Vault, Author: as}.Command(t.Context(), name, []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.Round(t.Context(), "priority-setting/east-lmg/next", command(), as, c.Round); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// TestADecisionOnPriorities holds that the pack of a round is shown, without what is kept
// back.
func TestADecisionOnPriorities(t *testing.T) {
	town := pagestest.Open(t, nil)
	const lwo, chair = "east-lwo", "east-chair"
	charter, err := intake.Reader{Sealer: town.Desk.Vault, Author: chair}.Round(t.Context(), []byte(
		"lmg: east-lmg\nround: next\ntitle: Priorities of next year\nfrom: 16 August 2027\nuntil: 14 August 2028\nthemes: [poverty]\ngather_by: 26 February 2027\npropose_by: 19 March 2027\nagree_by: 16 April 2027\npublish_by: 30 April 2027\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.Sender.OpenRound(t.Context(), command(), chair, charter); err != nil {
		t.Fatal(err)
	}
	register := filed(t, town, lwo, "register", "The breakfast register")
	onRound(t, town, lwo, "put-evidence", "items: ["+string(register)+"]\n")
	onRound(t, town, lwo, "move-round", "to: propose\n")
	onRound(t, town, lwo, "draft", "id: warm\nstatement: No family has to choose between heating and eating.\ntheme: poverty\nstrategic: Tackling child poverty\nlocalities: [keith]\nevidence: ["+string(register)+"]\n")
	onRound(t, town, chair, "score", "scores:\n- {priority: warm, importance: 5}\n")
	onRound(t, town, "east-social-work", "score", "scores:\n- {priority: warm, importance: 1}\n")
	onRound(t, town, lwo, "put-to-vote", "")
	const decision = "/decisions/priority-setting.east-lmg.next.1"
	v := town.As(t, chair)
	eventually(t, "the LMG is asked", func() bool { return v.Get(decision).Status == http.StatusOK })
	v.Get(decision).Must(http.StatusOK, "East Locality Management Group decides on its priorities.", "No family has to choose between heating and eating.", "Keith", "supports Tackling child poverty",
		"1 gave 1, 1 gave 5", "The members are divided", "Rests on "+string(register), "Evidence before the LMG", "Nothing changed since the pack was frozen")
	v.Get("/decisions").Must(http.StatusOK, "Vote: No family has to choose")
	town.As(t, "east-clerk").Get("/meeting/east-lmg").Must(http.StatusOK, "Decide: No family has to choose between heating and eating.")

	if _, err := town.Desk.Registrar().File(t.Context(), register.Subject(), command(), lwo, improvement.RaiseConcern{}); err != nil {
		t.Fatal(err)
	}
	if p := v.Get(decision).Must(http.StatusOK); strings.Contains(p.Body, string(register)) {
		t.Error("what is kept back is shown")
	}
	if p := town.As(t, "safeguarding").Get(decision).Must(http.StatusOK); !strings.Contains(p.Body, string(register)) {
		t.Error("the safeguarding contact is not shown it")
	}
	for _, person := range []string{chair, "east-deputy", "east-social-work", "east-third-sector"} {
		if p := town.As(t, person).Get(decision); strings.Contains(p.Body, decision+"/vote") {
			town.As(t, person).Get(decision+"/vote").Send("/vote", url.Values{"choice": {"agree"}})
		}
	}
	v.Get(decision).Must(http.StatusOK, "Decided on", "agreed")
}
