package main

import "testing"

func TestPeopleAreAddedChangedAndGivenRoles(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	add := []string{"person", "add", "east-newcomer", "--name", "The newcomer", "--email", "newcomer@example.org", "--body", "east-lmg", "--role", "member"}
	s.refusedWith(t, lead, "Only an administrator", add...)
	s.refusedWith(t, admin, "is not an email address", append(add, "--email", "newcomer")...)
	s.refusedWith(t, admin, "is missing", "person", "add", "east-newcomer", "--name", "The newcomer", "--role", "member")
	s.do(t, admin, add...)
	s.refusedWith(t, admin, "on record already", add...)
	s.do(t, admin, "person", "change", "east-newcomer", "--name", "Somebody new")
	s.refusedWith(t, admin, "empty", "person", "change", "east-newcomer", "--name", "")
	s.refusedWith(t, admin, "not on record", "person", "change", "nobody", "--name", "x")
	s.do(t, admin, "person", "change-role", "east-newcomer", "east-lmg", "member", "--to", "clerk")
	s.refusedWith(t, admin, "does not hold the role member", "person", "end-role", "east-newcomer", "east-lmg", "member")
	s.do(t, admin, "person", "end-role", "east-newcomer", "east-lmg", "clerk")
	s.refusedWith(t, admin, "is not a role", "person", "give-role", "east-newcomer", "east-lmg", "group-lead")
	s.refusedWith(t, admin, `"nobody" is not on record`, "person", "give-role", "nobody", "east-lmg", "clerk")
	s.do(t, admin, "person", "give-role", "east-newcomer", "east-lmg", "clerk")
	s.do(t, admin, "verify")
}

func TestHowSomebodyHearsIsChosen(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, lead, "person", "notices", lead, "--how", "weekly")
	s.do(t, lead, "person", "notices", "keith-pupil", "--how", "daily") // whose named adult they are
	s.do(t, lwo, "person", "notices", volunteer, "--how", "daily")
	s.refusedWith(t, volunteer, "theirs to choose", "person", "notices", lead, "--how", "daily")
	s.refusedWith(t, "keith-pupil", "ask keith-link-worker", "person", "notices", "keith-pupil", "--how", "daily")
	s.refusedWith(t, lead, "at-once, daily or weekly", "person", "notices", lead, "--how", "hourly")
	s.refusedWith(t, lead, "is missing", "person", "notices", lead)
	s.refusedWith(t, lead, "not on record", "person", "notices", "nobody", "--how", "daily")
	s.completes(t, "person notices", volunteer)
	s.completes(t, "person notices "+volunteer+" --how", "weekly")
	s.completes(t, "person give-role "+volunteer, "east-lmg")
	s.completes(t, "person change-role "+volunteer+" east-lmg", "deputy")
}
