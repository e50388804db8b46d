package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestOneRoleIsGivenChangedAndEnded(t *testing.T) {
	ann, ben := Membership{east, "ann", Member}, Membership{east, "ben", Chair}
	lmg := BodyState{Body: Body{ID: east, Kind: LMG, Name: "East"}, Members: []Membership{ann, ben}}
	cat := Membership{east, "cat", Clerk}
	deputy := Membership{east, "ann", Deputy}
	over := func(c interface {
		Over(BodyState) (SetMembers, error)
	}) ([]Membership, error) {
		set, err := c.Over(lmg)
		return set.Members, err
	}
	tests := []struct {
		name    string
		command interface {
			Over(BodyState) (SetMembers, error)
		}
		want  []Membership
		code  Code
		field string
	}{
		{"given", GiveRole{cat}, []Membership{ann, ben, cat}, "", ""},
		{"a second one", GiveRole{deputy}, []Membership{ann, ben, deputy}, "", ""},
		{"given twice", GiveRole{ann}, nil, Conflict, "role"},
		{"given to nobody", GiveRole{Membership{east, "", Clerk}}, nil, Invalid, "person"},
		{"that such a body has not", GiveRole{Membership{east, "cat", GroupLead}}, nil, Invalid, "role"},
		{"changed", ChangeRole{ann, Deputy}, []Membership{deputy, ben}, "", ""},
		{"changed to the same", ChangeRole{ann, Member}, nil, Conflict, "to"},
		{"changed to none that there is", ChangeRole{ann, "boss"}, nil, Invalid, "role"},
		{"changed, which they do not hold", ChangeRole{cat, Deputy}, nil, NotFound, "role"},
		{"ended", EndRole{ann}, []Membership{ben}, "", ""},
		{"ended, which they do not hold", EndRole{cat}, nil, NotFound, "role"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := over(tt.command)
			refused, is := Refusal(err)
			if is != (tt.code != "") || is && (refused.Code != tt.code || refused.Field != tt.field) || !slices.Equal(got, tt.want) {
				t.Errorf("%v, %v", got, err)
			}
			if !slices.Equal(lmg.Members, []Membership{ann, ben}) {
				t.Fatal("what is on record was changed in place")
			}
		})
	}
}

func TestACorrectionChangesOnlyWhatItStates(t *testing.T) {
	was := Person{ID: "kit", Name: words("Kit"), Under16: true, NamedAdult: "adult"}
	grown := CorrectPerson{Person: Person{ID: "kit", Email: words("kit@example.org")}, Email: true, Under16: true, NamedAdult: true}
	if got := grown.Over(was).Person; got != (Person{ID: "kit", Name: words("Kit"), Email: words("kit@example.org")}) {
		t.Errorf("grown up: %+v", got)
	}
	named := CorrectPerson{Person: Person{ID: "kit", Name: words("Kit Example")}, Name: true}
	if got := named.Over(was).Person; got != (Person{ID: "kit", Name: words("Kit Example"), Under16: true, NamedAdult: "adult"}) {
		t.Errorf("named anew: %+v", got)
	}
}
