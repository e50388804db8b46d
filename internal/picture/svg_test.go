package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// element is one element of a drawing, with what it has from those around it.
type element struct {
	name  string
	attrs map[string]string // its own before those around it
	own   map[string]string
	group string // class of the group around it
	text  string
}

// elements walks a drawing as a strict XML reader does.
func elements(t testing.TB, svg []byte) []element {
	t.Helper()
	out, err := walk(svg)
	if err != nil {
		t.Fatalf("not well-formed: %v\n%s", err, svg)
	}
	return out
}

func walk(svg []byte) ([]element, error) {
	var out []element
	var open []int
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			if len(open) > 0 {
				return nil, errors.New("left open")
			}
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attrs: map[string]string{}, own: map[string]string{}}
			if len(open) > 0 {
				around := out[open[len(open)-1]]
				for name, value := range around.attrs {
					e.attrs[name] = value
				}
				e.group = around.own["class"]
			}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local], e.own[a.Name.Local] = a.Value, a.Value
			}
			out = append(out, e)
			open = append(open, len(out)-1)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				out[open[len(open)-1]].text += string(token)
			}
		}
	}
}

func named(all []element, name string) []element {
	var out []element
	for _, e := range all {
		if e.name == name {
			out = append(out, e)
		}
	}
	return out
}

// markers are the marks at points: not those of the key.
func markers(all []element) []element {
	var out []element
	for _, e := range all {
		if strings.HasPrefix(e.group, "marks") && (e.name == "circle" || e.name == "path") {
			out = append(out, e)
		}
	}
	return out
}

type problem func(format string, args ...any)

// checkBare: nothing that a strict content security policy refuses, and the words
// for those who do not see the drawing.
func checkBare(t problem, all []element) {
	ids := map[string]bool{}
	for _, e := range all {
		switch e.name {
		case "svg", "title", "desc", "g", "line", "path", "circle", "rect", "text":
		default:
			t("an element %s", e.name)
		}
		for name := range e.own {
			if name == "style" || strings.HasPrefix(name, "on") || name == "href" {
				t("%s has an attribute %s", e.name, name)
			}
		}
		if id := e.own["id"]; id != "" {
			if ids[id] {
				t("two ids %s", id)
			}
			ids[id] = true
		}
	}
	root := all[0].own
	if root["role"] != "img" {
		t("role is %q", root["role"])
	}
	for _, id := range strings.Fields(root["aria-labelledby"]) {
		if !ids[id] {
			t("labelled by %s, which is not there", id)
		}
	}
	for i, name := range []string{"title", "desc"} {
		if e := all[i+1]; e.name != name || strings.TrimSpace(e.text) == "" {
			t("instead of a %s: %+v", name, e)
		}
	}
}

var pathStep = regexp.MustCompile(`([MLHVlz])([^MLHVlz]*)`)

// places are all coordinates of an element.
func places(e element) (xs, ys []float64, err error) {
	number := func(text string) float64 {
		v, bad := strconv.ParseFloat(text, 64)
		if bad != nil || !drawable(v) {
			err = fmt.Errorf("%s: coordinate %q", e.name, text)
		}
		return v
	}
	at := func(name string) float64 { return number(e.own[name]) }
	switch e.name {
	case "line":
		return []float64{at("x1"), at("x2")}, []float64{at("y1"), at("y2")}, err
	case "circle":
		return []float64{at("cx") - at("r"), at("cx") + at("r")}, []float64{at("cy") - at("r"), at("cy") + at("r")}, err
	case "rect":
		return []float64{at("x"), at("x") + at("width")}, []float64{at("y"), at("y") + at("height")}, err
	case "text":
		return []float64{at("x")}, []float64{at("y")}, err
	case "path":
		x, y := 0.0, 0.0
		for _, step := range pathStep.FindAllStringSubmatch(e.own["d"], -1) {
			part := strings.Fields(step[2])
			switch step[1] {
			case "M", "L":
				x, y = number(part[0]), number(part[1])
			case "l":
				x, y = x+number(part[0]), y+number(part[1])
			case "H":
				x = number(part[0])
			case "V":
				y = number(part[0])
			}
			xs, ys = append(xs, x), append(ys, y)
		}
	}
	return xs, ys, err
}

type box struct {
	left, top, right, bottom float64
	words                    string
}

// boxOf is how much room the words of an element take at most.
func boxOf(e element) box {
	size, _ := strconv.ParseFloat(e.attrs["font-size"], 64)
	x, _ := strconv.ParseFloat(e.own["x"], 64)
	y, _ := strconv.ParseFloat(e.own["y"], 64)
	width := pixels(size).width(e.text)
	switch e.attrs["text-anchor"] {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	return box{x, y - 0.8*size, x + width, y + 0.22*size, e.text}
}

// checkPlaces: everything lies within the drawing, and no words meet.
func checkPlaces(t problem, all []element) {
	view := strings.Fields(all[0].own["viewBox"])
	width, _ := strconv.ParseFloat(view[2], 64)
	height, _ := strconv.ParseFloat(view[3], 64)
	var boxes []box
	for _, e := range all {
		xs, ys, err := places(e)
		if err != nil {
			t("%v", err)
		}
		for i := range xs {
			if xs[i] < 0 || xs[i] > width || ys[i] < 0 || ys[i] > height {
				t("%s %v at %v %v lies outside %v x %v", e.name, e.own, xs[i], ys[i], width, height)
			}
		}
		if e.name == "text" {
			b := boxOf(e)
			if b.left < -0.5 || b.right > width+0.5 || b.top < 0 || b.bottom > height {
				t("words outside %v x %v: %+v", width, height, b)
			}
			boxes = append(boxes, b)
		}
	}
	for i, a := range boxes {
		for _, b := range boxes[:i] {
			if a.left < b.right-0.3 && b.left < a.right-0.3 && a.top < b.bottom-0.3 && b.top < a.bottom-0.3 {
				t("words meet: %+v and %+v", a, b)
			}
		}
	}
}
