package web

import (
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

var charterKinds = []option{
	{string(improvement.SmallTest), "A test of change", "One small change, tried once or a few times. If you are not sure, take this one."},
	{string(improvement.SmallProject), "A small-scale project", "Several changes that belong together. It runs the same cycle."},
}

var measuresFor = []option{
	{string(improvement.Outcome), "Outcome: does it get better?", ""},
	{string(improvement.Process), "Process: is it done as planned?", ""},
	{string(improvement.Balancing), "Balancing: does something else get worse?", ""},
}

var betters = []option{
	{string(improvement.Higher), "Higher is better", ""}, {string(improvement.Lower), "Lower is better", ""}, {string(improvement.Neither), "Neither", ""},
}

// ruleSets are the ways to read a chart, as people choose them.
func ruleSets() []option {
	names := map[spc.RuleSet]string{
		spc.IHI2011: "Run chart (if you are not sure, take this one)", spc.Anhoej: "Run chart of many points (Anhøj)",
		spc.XmR: "Single measurements, such as minutes or pounds (XmR)", spc.P: "How many of how many (p chart)",
		spc.PPrime: "How many of how many, very large numbers (p′ chart)", spc.U: "How many per so much (u chart)",
		spc.UPrime: "How many per so much, very large numbers (u′ chart)", spc.C: "Counts with the same chance each time (c chart)",
		spc.T: "Time between rare events (t chart)", spc.G: "Cases between rare events (g chart)",
	}
	var all []option
	for _, r := range spc.RuleSets() {
		all = append(all, option{Value: string(r), Label: names[r]})
	}
	return all
}

// labelOf is what an option is called; empty where it is none.
func labelOf(options []option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return ""
}
