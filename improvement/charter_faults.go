package improvement

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Faults lists all that is wrong with a charter as far as it speaks for itself, for whoever
// writes it page by page. An entry of a list is named: measures[2].name. What it names is
// held against the record when it is launched.
func (c Charter) Faults(now time.Time) []*Error {
	c.Outcomes = numbered(c.Outcomes)
	wrong := c.wordFaults()
	wrong = append(wrong, checkDue("aim.by_when", c.Aim.ByWhen, now), c.checkOutcomes())
	wrong = append(wrong, c.measureFaults()...)
	for i := range c.Costs {
		one := c.Costs[i : i+1]
		wrong = append(wrong, inEntry("costs", i, firstOf(checkCosts("costs", one), plausible("costs", one))))
	}
	wrong = append(wrong, listed("costs", len(c.Costs)), c.fits())
	var faults []*Error
	for _, err := range wrong {
		if fault, is := Refusal(err); is {
			faults = append(faults, fault)
		}
	}
	return faults
}

// measureFaults are those of each measure; that there is none, or too many, is one too.
func (c Charter) measureFaults() []error {
	var wrong []error
	for i, m := range c.Measures {
		wrong = append(wrong, inEntry("measures", i, m.check()))
		if slices.ContainsFunc(c.Measures[:i], func(o Measure) bool { return o.ID == m.ID }) {
			wrong = append(wrong, invalid(fmt.Sprintf("measures[%d].name", i+1), "Two measures have the same name. Give each its own."))
		}
	}
	if len(c.Measures) == 0 {
		wrong = append(wrong, c.checkMeasures())
	}
	return append(wrong, listed("measures", len(c.Measures)))
}

// inEntry names the entry of a list in the field of a refusal.
func inEntry(list string, i int, err error) error {
	fault, is := Refusal(err)
	if !is {
		return err
	}
	field := fmt.Sprintf("%s[%d]%s", list, i+1, strings.TrimPrefix(fault.Field, list))
	return Refuse(fault.Code, field, "%s", fault.Message)
}
