package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// atRow finds the entry at fault of a list: the rules name a field of some entry, such as
// questions.prediction. It is the first in which nothing is written there, or the only one;
// where neither is there the name stays as it is.
func (f *form) atRow(field string) string {
	for i, r := range field {
		if r != '.' {
			continue
		}
		list, leaf := field[:i], field[i+1:]
		rows := f.Rows(list, 0)
		for _, row := range rows {
			if !f.written(row + "." + leaf) {
				return row + "." + leaf
			}
		}
		if len(rows) == 1 {
			return rows[0] + "." + leaf
		}
	}
	return field
}

// written tells whether somebody answered a question.
func (f *form) written(name string) bool {
	for _, one := range []string{name, name + "[]", name + dayPart, name + monthPart, name + yearPart} {
		if strings.TrimSpace(strings.Join(f.values[one], "")) != "" {
			return true
		}
	}
	return false
}

// near is the first question of the list that a field is of, where the page does not ask
// the field itself; empty where it asks nothing of it.
func (f *form) near(field string) string {
	var of []string
	for name := range f.asked {
		row := inList.FindStringSubmatch(name)
		if row == nil {
			continue
		}
		if leaf, within := strings.CutPrefix(field, row[1]); within && (leaf == "" || row[3] == leaf) {
			of = append(of, name)
		}
	}
	if len(of) == 0 {
		return ""
	}
	row := func(name string) int {
		n, _ := strconv.Atoi(inList.FindStringSubmatch(name)[2])
		return n
	}
	return slices.MinFunc(of, func(a, b string) int {
		return cmp.Or(cmp.Compare(row(a), row(b)), cmp.Compare(f.asked[a], f.asked[b]))
	})
}
