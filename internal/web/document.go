package web

import (
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The three fields of a day end so.
const (
	dayPart, monthPart, yearPart = "-day", "-month", "-year"
)

// inList finds an entry of a list in the name of a field: steps[2].due.
var inList = regexp.MustCompile(`^([^\[\]]+)\[(\d{1,4})\](.*)$`)

// document writes the fields of a form as package intake reads documents: JSON, which
// is YAML too. Empty fields are left out.
func document(values url.Values) ([]byte, error) {
	root := node{}
	for name, all := range withDays(values) {
		switch {
		case name == nonceField, name == buttonField, strings.Join(all, "") == "":
		case strings.HasSuffix(name, "[]"):
			root.put(strings.TrimSuffix(name, "[]"), slices.DeleteFunc(slices.Clone(all), func(one string) bool { return one == "" }))
		default:
			root.put(name, all[0])
		}
	}
	return json.Marshal(root.plain())
}

// node is a mapping of a document, or a list where its names are numbers.
type node map[string]any

func (n node) put(path string, value any) {
	if list := inList.FindStringSubmatch(path); list != nil && !strings.Contains(list[1], ".") {
		n.in(list[1]).put(strings.TrimPrefix(list[2]+list[3], "."), value)
		return
	}
	if name, rest, deeper := strings.Cut(path, "."); deeper {
		n.in(name).put(rest, value)
		return
	}
	n[path] = value
}

func (n node) in(name string) node {
	inner, there := n[name].(node)
	if !there {
		inner = node{}
		n[name] = inner
	}
	return inner
}

// plain turns mappings whose names are numbers into lists.
func (n node) plain() any {
	names := slices.Collect(maps.Keys(n))
	number := func(name string) int { i, _ := strconv.Atoi(name); return i }
	isList := len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return number(name) == 0 })
	plain := func(value any) any {
		if inner, deeper := value.(node); deeper {
			return inner.plain()
		}
		return value
	}
	if !isList {
		all := make(map[string]any, len(n))
		for name, value := range n {
			all[name] = plain(value)
		}
		return all
	}
	slices.SortFunc(names, func(a, b string) int { return number(a) - number(b) })
	list := make([]any, len(names))
	for i, name := range names {
		list[i] = plain(n[name])
	}
	return list
}

// withDays puts the three fields of each day together, the day first.
func withDays(values url.Values) url.Values {
	whole := make(url.Values, len(values))
	for name, all := range values {
		day, isDay := strings.CutSuffix(name, dayPart)
		switch {
		case isDay:
			parts := []string{all[0], values.Get(day + monthPart), values.Get(day + yearPart)}
			if strings.Join(parts, "") != "" {
				whole[day] = []string{strings.Join(parts, "/")}
			}
		case hasDay(values, name, monthPart), hasDay(values, name, yearPart):
		default:
			whole[name] = all
		}
	}
	return whole
}

func hasDay(values url.Values, name, part string) bool {
	day, is := strings.CutSuffix(name, part)
	return is && values.Has(day+dayPart)
}

// compact numbers the entries of lists anew, without those in which nothing is written:
// what is refused names the entry that is shown.
func compact(values url.Values) url.Values {
	written := map[string][]int{} // by list
	for name, all := range values {
		list := inList.FindStringSubmatch(name)
		if list == nil || strings.TrimSpace(strings.Join(all, "")) == "" {
			continue
		}
		at, _ := strconv.Atoi(list[2])
		if !slices.Contains(written[list[1]], at) {
			written[list[1]] = append(written[list[1]], at)
		}
	}
	for _, at := range written {
		slices.Sort(at)
	}
	dense := make(url.Values, len(values))
	for name, all := range values {
		list := inList.FindStringSubmatch(name)
		if list == nil {
			dense[name] = all
			continue
		}
		at, _ := strconv.Atoi(list[2])
		if i := slices.Index(written[list[1]], at); i >= 0 {
			dense[list[1]+"["+strconv.Itoa(i+1)+"]"+list[3]] = all
		}
	}
	return dense
}
