package web

import (
	"context"
	"net/url"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
)

// actPage asks for the Act part of the worksheet: what is to happen next, and what the
// cycle took.
type actPage struct {
	Direction                    field
	Changes, Cycles, Until       field
	WiderScope, MoreCost         field
	Implementation, Sustain, Why field
	Costs                        []actCost
	Consequences                 field
	Stories                      []actStory
}

type actCost struct {
	Number             int
	Kind, Amount, Note field
}

type actStory struct {
	Number         int
	Text, Evidence field
}

var proposeNext = ofTest{
	template: "test-act", title: "Act: propose what happens next", help: "Adapt and try again, adopt what works, or abandon what does not. Each is a good end of a cycle. The Locality Management Group decides.",
	command: "act", send: "Send the proposal", done: "Thank you. Your proposal is on its way.", long: true,
	offered: func(*visit) improvement.TestCommand { return improvement.ProposeNext{} },
	trim:    ofTheDirection,
	fill: func(ctx context.Context, v *visit, p *testForm) error {
		items, err := v.evidenceToCite(ctx, p.Of)
		if err != nil {
			return err
		}
		p.Content = actPageOf(p.Form, items)
		return nil
	},
}.asks()

// directed are the fields that belong to one direction.
var directed = map[improvement.Direction][]string{
	improvement.Adapt:   {"changes", "cycles", "until-day", "until-month", "until-year", "wider_scope", "more_cost"},
	improvement.Adopt:   {"implementation", "sustain"},
	improvement.Abandon: {"why"},
}

// ofTheDirection leaves out what was written for another direction than the one chosen.
func ofTheDirection(values url.Values) {
	for direction, fields := range directed {
		if values.Get("direction") == string(direction) {
			continue
		}
		for _, name := range fields {
			values.Del(name)
		}
	}
}

func actPageOf(f *form, items []option) actPage {
	of := actPage{
		Direction: f.Choice("direction", "What do you propose?", "", []option{
			{Value: string(improvement.Adapt), Label: "Adapt", Hint: "Change something and try it in a further cycle."},
			{Value: string(improvement.Adopt), Label: "Adopt", Hint: "It works: make it part of how things are done."},
			{Value: string(improvement.Abandon), Label: "Abandon", Hint: "It does not help: stop, and keep what was learned."},
		}),
		Changes:        f.May("changes", "What changes in the next cycle?", "For example: the same breakfast, but at the library, and with two more mornings."),
		Cycles:         optional(f.Choice("cycles", "How many further cycles do you ask for?", "One, if you leave it open.", upTo(improvement.MaxCycles))),
		Until:          optional(f.Field("until", "Until when may they begin?", "Needed for more than one cycle. For example, 27 3 2027")),
		WiderScope:     f.Field("wider_scope", "It reaches more people or places than the LMG knows of", ""),
		MoreCost:       f.Field("more_cost", "It costs more than the LMG knows of", ""),
		Implementation: f.May("implementation", "How will it be put in place?", "For example: the school takes it into its week from August on."),
		Sustain:        f.May("sustain", "How will it last?", "For example: three parents share the work, and the shop gives the milk."),
		Why:            f.May("why", "Why is it abandoned?", "For example: families told us that mornings are the wrong time altogether."),
		Consequences:   f.May("consequences", "Did it bring anything else, good or bad?", "For example: the school bus driver had to wait on some mornings."),
	}
	for i, at := range f.Rows("costs", 1) {
		of.Costs = append(of.Costs, actCost{
			i + 1,
			f.Choice(at+".kind", "What was given?", "", costKinds()),
			f.Field(at+".amount", "How much?", "Hours, or pounds. 0 where nothing was needed."),
			f.May(at+".note", "Note", "For example: the use of the hall on six mornings."),
		})
	}
	for i, at := range f.Rows("stories", 1) {
		of.Stories = append(of.Stories, actStory{
			i + 1,
			f.May(at+".text", "A story", "What somebody saw or went through, without their name."),
			optional(f.Choice(at+".evidence", "Which evidence holds it?", "", items)),
		})
	}
	return of
}

func upTo(most int) []option {
	options := make([]option, most)
	for i := range options {
		options[i] = option{Value: strconv.Itoa(i + 1), Label: strconv.Itoa(i + 1)}
	}
	return options
}

// costNames say in words what a cost is paid in.
var costNames = map[improvement.CostKind]string{
	improvement.StaffHours: "Hours of staff", improvement.VolunteerHours: "Hours of volunteers",
	improvement.Money: "Money, in pounds", improvement.InKind: "Things in kind, worth in pounds",
}

func costKinds() []option {
	var options []option
	for _, kind := range improvement.CostKinds() {
		options = append(options, option{Value: string(kind), Label: costNames[kind]})
	}
	return options
}
