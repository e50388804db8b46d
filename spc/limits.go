package spc

import (
	"encoding/json"
	"math"
)

// Limits are where chance alone seldom goes, in the units of the plot. None is an
// infinity, so that no value lies beyond it; in JSON it is null. Near limits are of
// xmr-mdc alone.
type Limits struct {
	Lower, NearLower, NearUpper, Upper float64
}

// none is where there is no limit.
func none() Limits {
	return Limits{Lower: math.Inf(-1), NearLower: math.Inf(-1), NearUpper: math.Inf(1), Upper: math.Inf(1)}
}

// writtenLimits are limits in JSON, which has no infinity.
type writtenLimits struct {
	Lower     *float64 `json:"lower"`
	NearLower *float64 `json:"near_lower"`
	NearUpper *float64 `json:"near_upper"`
	Upper     *float64 `json:"upper"`
}

// MarshalJSON writes null where there is no limit.
func (l Limits) MarshalJSON() ([]byte, error) {
	return json.Marshal(writtenLimits{written(l.Lower), written(l.NearLower), written(l.NearUpper), written(l.Upper)})
}

// UnmarshalJSON reads null as no limit.
func (l *Limits) UnmarshalJSON(text []byte) error {
	var w writtenLimits
	if err := json.Unmarshal(text, &w); err != nil {
		return err
	}
	below, above := math.Inf(-1), math.Inf(1)
	*l = Limits{orNone(w.Lower, below), orNone(w.NearLower, below), orNone(w.NearUpper, above), orNone(w.Upper, above)}
	return nil
}

func written(limit float64) *float64 {
	if math.IsInf(limit, 0) {
		return nil
	}
	return &limit
}

func orNone(limit *float64, none float64) float64 {
	if limit == nil {
		return none
	}
	return *limit
}
