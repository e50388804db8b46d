package spc

import "time"

// Point is one dated value of a series.
type Point struct {
	At    time.Time
	Value float64 // what is plotted; p, u and their primes plot Numerator / Denominator instead
	// Numerator is what was counted, Denominator of how many (p) or of what exposure
	// (u). Other rule sets leave both alone.
	Numerator   float64
	Denominator float64
	// Missing marks a gap: nobody counted. The point keeps its place in time, and no
	// rule sees its value.
	Missing bool
	Note    string // shown, never read
}

// Better is the measure's direction of good.
type Better string

// The directions of good.
const (
	Neither Better = ""
	Higher  Better = "higher"
	Lower   Better = "lower"
)

// Phase begins where a person says that a new usual began. The first may begin with
// the series (From zero), and no point may lie before it; without any, the whole series
// is one phase. A phase may have no points yet.
type Phase struct {
	From time.Time // its first moment: a point belongs to the latest phase not after it
	// Baseline is the last moment whose points set the centre and the limits: they are
	// frozen, and judge what comes after. Zero: all points of the phase set them.
	Baseline time.Time
	Reason   string // shown, never read
}

// Series is the points of one measure, in order of time.
type Series struct {
	Points []Point // ascending by At, no two at the same moment
	Phases []Phase // ascending by From
	Better Better
	Per    float64 // p, u and their primes plot so many times the ratio (100: percent); 0 is 1
}
