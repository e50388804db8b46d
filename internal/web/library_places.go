package web

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
)

// placesPage tells how people scored the themes of the Place Standard: theme by theme,
// never in one number.
type placesPage struct {
	asking
	Locality field
	Forms    string
	Rows     []placeRow
}

type placeRow struct {
	Theme              string
	N                  int
	Middle, Half, Ends string
}

func (placesPage) head() head {
	return head{Template: "library-places", Title: "How good the place is", Crumbs: []crumb{{"Evidence", "/library"}},
		Help: "How people scored the 14 themes of the Place Standard, in voices that were accepted and in conversations. There is no total: it would hide what differs."}
}

func showPlaces(ctx context.Context, v *visit) (answer, error) {
	localities, err := v.bodiesOf(ctx, improvement.Locality, "")
	if err != nil {
		return answer{}, err
	}
	f := v.blank(v.request.URL.Query())
	p := placesPage{asking: asking{f}, Locality: f.Choice("locality", "Which locality?", "", bodyOptions(localities))}
	if f.value("locality") == "" {
		return show(p)
	}
	forms, err := v.placeForms(ctx, improvement.BodyID(f.value("locality")))
	if err != nil {
		return answer{}, err
	}
	p.Forms = countOf(len(forms), "form", "forms")
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	for _, s := range improvement.SummarisePlace(forms) {
		row := placeRow{Theme: s.Name, N: s.N}
		if s.N > 0 {
			row.Middle, row.Half, row.Ends = number(s.Median), number(s.Lower)+" to "+number(s.Upper), fmt.Sprintf("%d to %d", s.Lowest, s.Highest)
		}
		p.Rows = append(p.Rows, row)
	}
	return show(p)
}

// placeForms are the scores of every voice and item about a locality that all may read.
func (v *visit) placeForms(ctx context.Context, locality improvement.BodyID) ([][]improvement.Score, error) {
	var forms [][]improvement.Score
	anybody := improvement.Actor{}
	for _, of := range []struct {
		kind  improvement.Kind
		stage string
		read  func(state json.RawMessage) ([]improvement.Score, error)
	}{
		{improvement.KindVoice, string(improvement.VoiceAccepted), func(state json.RawMessage) ([]improvement.Score, error) {
			var one improvement.CommunityVoice
			err := json.Unmarshal(state, &one)
			return one.For(anybody).Said.Place, err
		}},
		{improvement.KindEvidence, "filed", func(state json.RawMessage) ([]improvement.Score, error) {
			var one improvement.EvidenceItem
			err := json.Unmarshal(state, &one)
			return one.For(anybody).Item.Place, err
		}},
	} {
		states, err := v.listed(ctx, improvement.Filter{Kind: of.kind, Stage: of.stage, Locality: locality})
		if err != nil {
			return nil, err
		}
		for _, state := range states {
			scores, err := of.read(state)
			if err != nil {
				return nil, err
			}
			if len(scores) > 0 {
				forms = append(forms, scores)
			}
		}
	}
	return forms, nil
}
