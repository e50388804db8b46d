package storagetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

func directory(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	recordPeople(t, s, "anna", "ben", "cara")
	setMembers(t, s, 0, "west", member("cara", improvement.Member), member("anna", improvement.Member), member("ben", improvement.Chair))
	setMembers(t, s, 0, "east", member("anna", improvement.LWO))

	actor := func(id improvement.PersonID) improvement.Actor {
		return read[improvement.Actor](t)(s.Actor(ctx, id))
	}
	same(t, "anna", actor("anna"), improvement.Actor{Person: "anna", Roles: []improvement.Membership{
		{Body: "east", Person: "anna", Role: improvement.LWO}, {Body: "west", Person: "anna", Role: improvement.Member}}})
	members := read[[]improvement.Membership](t)(s.Members(ctx, "west"))
	same(t, "members", names(members, func(m improvement.Membership) string { return string(m.Role) + " " + string(m.Person) }),
		[]string{"chair ben", "member anna", "member cara"})

	setMembers(t, s, 1, "west", member("cara", improvement.Chair))
	same(t, "ben, no longer a member", actor("ben"), improvement.Actor{Person: "ben"})
	same(t, "cara", actor("cara").Roles, []improvement.Membership{{Body: "west", Person: "cara", Role: improvement.Chair}})
	same(t, "nobody's body", len(read[[]improvement.Membership](t)(s.Members(ctx, "north"))), 0)

	missing := read[[]improvement.PersonID](t)(s.Missing(ctx, []improvement.PersonID{"zoe", "anna", "yan", "zoe"}))
	same(t, "missing", missing, []improvement.PersonID{"zoe", "yan"})
	same(t, "missing of none", len(read[[]improvement.PersonID](t)(s.Missing(ctx, nil))), 0)
}

// minorsTasks shows what someone under 16 has to their named adult, too.
func minorsTasks(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	recordPeople(t, s, "adult", "grown")
	recordPerson(t, s, improvement.Person{ID: "kim", Under16: true, NamedAdult: "adult"})
	recordPerson(t, s, improvement.Person{ID: "lee", Under16: true, NamedAdult: "adult"})
	recordPerson(t, s, improvement.Person{ID: "moe", NamedAdult: "adult"}) // of age by now
	setMembers(t, s, 0, "group", member("kim", improvement.GroupMember), member("adult", improvement.GroupMember))
	f := theme("poverty", 0, "c1", "one")
	f.Tasks = []improvement.Task{
		{Key: "kims", Owner: "kim", Due: "2026-07-22"},
		{Key: "own", Owner: "adult", Due: "2026-07-21"},
		{Key: "grown", Owner: "moe", Due: "2026-07-20"},
		{Key: "group", Body: "group", Role: improvement.GroupMember, Due: "2026-07-23"},
	}
	file(t, s, f)
	of := func(p improvement.PersonID) []string {
		return taskKeys(read[[]improvement.Task](t)(s.Tasks(ctx, p)))
	}
	same(t, "the adult's", of("adult"), []string{"own", "kims", "group"})
	same(t, "kim's", of("kim"), []string{"kims", "group"})
	same(t, "somebody else's", of("grown"), []string{})

	role := []improvement.Membership{{Body: "group", Person: "adult", Role: improvement.GroupMember}}
	same(t, "the adult", read[improvement.Actor](t)(s.Actor(ctx, "adult")),
		improvement.Actor{
			Person: "adult", Roles: role, HearsFor: []improvement.PersonID{"kim", "lee"},
			TheirRoles: []improvement.Membership{{Body: "group", Person: "kim", Role: improvement.GroupMember}},
		})
	same(t, "lee", read[improvement.Actor](t)(s.Actor(ctx, "lee")), improvement.Actor{Person: "lee", NamedAdult: "adult"})
	same(t, "moe", read[improvement.Actor](t)(s.Actor(ctx, "moe")), improvement.Actor{Person: "moe"})
}

func largeBody(t *testing.T, s *storage.Store) {
	const size = 12_000 // beyond what one statement can carry
	members := make([]improvement.Membership, size)
	for i := range members {
		members[i] = member(improvement.PersonID(fmt.Sprintf("p%05d", i)), improvement.NetworkMember)
	}
	setMembers(t, s, 0, "network", members...)
	same(t, "members", read[[]improvement.Membership](t)(s.Members(context.Background(), "network")), members)
}

func lists(t *testing.T, s *storage.Store) {
	ctx, by := context.Background(), improvement.PersonID("anna")
	put := func(subject improvement.SubjectID, summary improvement.Summary, due ...improvement.Date) {
		f := theme("x", 0, "c1", "x")
		f.Subject, f.State, f.Summary, f.Entries[0].By = subject, json.RawMessage(`{}`), summary, by
		for i, day := range due {
			f.Tasks = append(f.Tasks, improvement.Task{Key: fmt.Sprint(i), Owner: "anna", Due: day})
		}
		file(t, s, f)
	}
	put("test-of-change/b", improvement.Summary{Open: true, Stage: "do", LMG: "east", Locality: "keith", Theme: "poverty"}, "2026-07-20", "2026-07-10")
	put("test-of-change/B-2", improvement.Summary{Open: true, Stage: "plan", LMG: "west", Locality: "forres", Theme: "poverty"}, "2026-07-20")
	put("test-of-change/a", improvement.Summary{Stage: "closed", LMG: "east", Locality: "keith", Theme: "parenting"})
	by = "ben"
	put("approval/test-of-change/b/1", improvement.Summary{Open: true, Stage: "do", LMG: "east", Parent: "test-of-change/b"})

	for _, c := range []struct {
		what string
		by   improvement.Filter
		want []improvement.SubjectID
	}{
		{"all, by ID", improvement.Filter{}, []improvement.SubjectID{"approval/test-of-change/b/1", "test-of-change/B-2", "test-of-change/a", "test-of-change/b"}},
		{"kind", improvement.Filter{Kind: improvement.KindTest}, []improvement.SubjectID{"test-of-change/B-2", "test-of-change/a", "test-of-change/b"}},
		{"open", improvement.Filter{Kind: improvement.KindTest, Open: true}, []improvement.SubjectID{"test-of-change/B-2", "test-of-change/b"}},
		{"stage", improvement.Filter{Stage: "do"}, []improvement.SubjectID{"approval/test-of-change/b/1", "test-of-change/b"}},
		{"LMG", improvement.Filter{LMG: "west"}, []improvement.SubjectID{"test-of-change/B-2"}},
		{"locality", improvement.Filter{Locality: "keith"}, []improvement.SubjectID{"test-of-change/a", "test-of-change/b"}},
		{"theme", improvement.Filter{Theme: "parenting"}, []improvement.SubjectID{"test-of-change/a"}},
		{"parent", improvement.Filter{Parent: "test-of-change/b"}, []improvement.SubjectID{"approval/test-of-change/b/1"}},
		{"overdue", improvement.Filter{OverdueOn: "2026-07-11"}, []improvement.SubjectID{"test-of-change/b"}},
		{"due that day is not overdue", improvement.Filter{OverdueOn: "2026-07-10"}, nil},
		{"begun by somebody", improvement.Filter{BegunBy: "ben"}, []improvement.SubjectID{"approval/test-of-change/b/1"}},
		{"a page", improvement.Filter{Kind: improvement.KindTest, Limit: 2}, []improvement.SubjectID{"test-of-change/B-2", "test-of-change/a"}},
		{"the page behind it", improvement.Filter{Kind: improvement.KindTest, Limit: 2, After: "test-of-change/a"}, []improvement.SubjectID{"test-of-change/b"}},
		{"several at once", improvement.Filter{Open: true, LMG: "east", Theme: "poverty", Stage: "do"}, []improvement.SubjectID{"test-of-change/b"}},
	} {
		list := read[[]improvement.Listing](t)(s.List(ctx, c.by))
		var got []improvement.SubjectID
		for _, l := range list {
			got = append(got, l.Subject)
		}
		same(t, c.what, got, c.want)
	}
}

func taskKeys(list []improvement.Task) []string {
	return names(list, func(t improvement.Task) string { return t.Key })
}

func tasks(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	f := theme("poverty", 0, "c1", "one")
	f.Tasks = []improvement.Task{
		{Key: "late", Subject: f.Subject, Owner: "anna", Due: "2026-08-01", Opened: start, What: improvement.Words{By: "anna", Length: 1, Sealed: "x"}},
		{Key: "soon", Subject: f.Subject, Owner: "ben", Due: "2026-07-20", Opened: start, NextReminder: start, NextTo: []improvement.Audience{improvement.ToOwner}},
		{Key: "gone", Subject: f.Subject, Owner: "anna", Due: "2026-07-21", Opened: start},
	}
	file(t, s, f)
	of := func(p improvement.PersonID) []improvement.Task { return read[[]improvement.Task](t)(s.Tasks(ctx, p)) }
	same(t, "everybody's", of(""), []improvement.Task{f.Tasks[1], f.Tasks[2], f.Tasks[0]})
	same(t, "anna's", taskKeys(of("anna")), []string{"gone", "late"})

	f2 := theme("poverty", 1, "c2", "two")
	moved := f.Tasks[1]
	moved.Owner, moved.Due = "anna", "2026-09-01"
	f2.Tasks = []improvement.Task{f.Tasks[0], moved, {Key: "new", Subject: f.Subject, Owner: "ben", Due: "2026-07-30"}}
	file(t, s, f2)
	same(t, "anna's after", of("anna"), []improvement.Task{f.Tasks[0], moved})
	same(t, "ben's after", taskKeys(of("ben")), []string{"new"})
	same(t, "everybody's after", taskKeys(of("")), []string{"new", "late", "soon"})

	file(t, s, theme("poverty", 2, "c3", "three"))
	same(t, "when all is done", len(of("")), 0)
}

func roleTasks(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	setMembers(t, s, 0, "east", member("anna", improvement.Chair), member("anna", improvement.Member), member("ben", improvement.Member))
	f := theme("poverty", 0, "c1", "one")
	f.Tasks = []improvement.Task{
		{Key: "own", Owner: "anna", Due: "2026-07-21"},
		{Key: "chair", Body: "east", Role: improvement.Chair, Due: "2026-07-20"},
		{Key: "elsewhere", Body: "west", Role: improvement.Chair, Due: "2026-07-20"},
		{Key: "member", Body: "east", Role: improvement.Member, Due: "2026-07-22"},
	}
	file(t, s, f)
	of := func(p improvement.PersonID) []string {
		return taskKeys(read[[]improvement.Task](t)(s.Tasks(ctx, p)))
	}
	same(t, "anna's", of("anna"), []string{"chair", "own", "member"})
	same(t, "ben's", of("ben"), []string{"member"})
	setMembers(t, s, 1, "east", member("ben", improvement.Chair))
	same(t, "anna's, no longer in the chair", of("anna"), []string{"own"})
	same(t, "ben's, now in the chair", of("ben"), []string{"chair"})
}
