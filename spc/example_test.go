package spc_test

import (
	"fmt"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// Children at a breakfast club: ten weeks before the posters changed, and nine after.
func ExampleAnalyse() {
	s := spc.Series{Better: spc.Higher}
	monday := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for i, children := range []float64{14, 11, 12, 15, 13, 12, 12, 15, 16, 11, 12, 17, 16, 18, 15, 19, 17, 18, 16} {
		s.Points = append(s.Points, spc.Point{At: monday.AddDate(0, 0, 7*i), Value: children})
	}
	s.Phases = []spc.Phase{{Baseline: monday.AddDate(0, 0, 7*9), Reason: "The posters changed."}}

	options, err := spc.IHI2011.Options()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := spc.Analyse(s, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("The middle was", result.Phases[0].Centre)
	fmt.Println(result.Says(s))
	for _, signal := range result.Signals {
		fmt.Println(result.Sentence(s, signal))
	}
	// Output:
	// The middle was 12.5
	// 1 finding unlikely to be chance: it is the way you hope for.
	// 8 weeks in a row above the middle of what was usual before: this is unlikely to be chance. It is the way you hope for.
}
