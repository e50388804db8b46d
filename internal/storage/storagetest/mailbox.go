package storagetest

import (
	"crypto/sha256"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/storage"
)

// marker marks without a secret.
type marker struct{}

func (marker) Mac(purpose, text string) ([]byte, error) {
	sum := sha256.Sum256([]byte(purpose + "\x00" + text))
	return sum[:], nil
}

// mailboxes shows that people are found by their address, also those who were on record
// before addresses were marked, and nobody who must not be.
func mailboxes(t *testing.T, s *storage.Store) {
	ctx := t.Context()
	with := func(id improvement.PersonID, address string) improvement.Person {
		return improvement.Person{ID: id, Email: said(id, address)}
	}
	recordPerson(t, s, with("early", "Home@example.org"))
	s.ReadWords(&reader{})
	s.MarkAddresses(marker{})
	at := func(address string) []improvement.PersonID {
		t.Helper()
		mark, err := access.AddressMark(marker{}, address)
		if err != nil {
			t.Fatal(err)
		}
		return read[[]improvement.PersonID](t)(s.PeopleAt(ctx, mark))
	}
	recordPerson(t, s, with("anna", "home@example.org"))
	child := with("kim", "home@example.org")
	child.Under16, child.NamedAdult = true, "anna"
	recordPerson(t, s, child)
	recordPeople(t, s, "nowhere")

	same(t, "before the rebuild", at("home@example.org"), []improvement.PersonID{"anna"})
	if done, err := s.Rebuild(ctx); err != nil || done.Changed == 0 {
		t.Errorf("the rebuild: %+v, %v", done, err)
	}
	same(t, "after it", at(" HOME@example.org "), []improvement.PersonID{"anna", "early"})
	for _, nobody := range []string{"", "other@example.org", "not an address", "Anna <home@example.org>"} {
		same(t, nobody, len(at(nobody)), 0)
	}

	file(t, s, filing(improvement.PersonSubject("anna"), 1, "moved", &improvement.PersonRecorded{Person: with("anna", "new@example.org")}))
	same(t, "the old address", at("home@example.org"), []improvement.PersonID{"early"})
	same(t, "the new address", at("new@example.org"), []improvement.PersonID{"anna"})
	erasePerson(t, s, 2, improvement.Person{ID: "anna"})
	same(t, "an erased one's", len(at("new@example.org")), 0)
}
