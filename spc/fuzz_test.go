package spc_test

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// FuzzAnalyse: whatever comes in, there is a typed refusal or a consistent result.
func FuzzAnalyse(f *testing.F) {
	for i := range spc.RuleSets() {
		f.Add(byte(i), int8(0), int8(0), byte(0), bytesOf(repeat(8, 4, 6, 5)...))
		f.Add(byte(i), int8(6), int8(5), byte(7), bytesOf(join(repeat(6, 4, 6), repeat(9, 7))...))
		f.Add(byte(i), int8(0), int8(0), byte(255), bytesOf(math.NaN(), 1e30, -1e30, math.Inf(1), 1e-300, 0))
		f.Add(byte(i), int8(0), int8(0), byte(12), bytesOf(1e30, 1, 1e-30, 5e-324, 1e30, 1e-30, 3))
	}
	f.Fuzz(func(t *testing.T, rules byte, shift, trend int8, more byte, data []byte) {
		o := optionsOf(t, spc.RuleSets()[int(rules)%len(spc.RuleSets())])
		if shift != 0 {
			o.Shift, o.Trend = int(shift), int(trend)
		}
		o.Baseline = int(more % 16)
		s := decoded(data, more)
		r, err := spc.Analyse(s, o)
		if err != nil {
			var e *spc.Error
			if !errors.As(err, &e) || e.Field == "" || e.Kind == nil || e.Point >= len(s.Points) {
				t.Fatalf("not a plain refusal: %#v", err)
			}
			plain(t, e.Message)
			return
		}
		consistent(t, s, r)
		if again, err := spc.Analyse(s, r.Options); err != nil || !reflect.DeepEqual(r, again) {
			t.Fatalf("%+v, computed again %+v, %v", r, again, err)
		}
	})
}

func bytesOf(values ...float64) []byte {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
		data = append(data, 1, 0)
	}
	return data
}

// decoded makes a point of every ten bytes: value, days since the one before, and what
// else it is.
func decoded(data []byte, more byte) spc.Series {
	s := spc.Series{Better: []spc.Better{spc.Neither, spc.Higher, spc.Lower}[more%3], Per: float64(more) / 4}
	at := week(0)
	for ; len(data) >= 10; data = data[10:] {
		v := math.Float64frombits(binary.LittleEndian.Uint64(data))
		days, kind := data[8], data[9]
		at = at.Add(time.Duration(int8(days)) * 24 * time.Hour)
		p := spc.Point{At: at, Value: v, Numerator: v, Denominator: 10 + float64(kind), Missing: kind&1 == 1}
		if kind&2 == 2 {
			p.Denominator = math.Abs(v)
		}
		if kind&4 == 4 || len(s.Points) == 0 && more > 99 {
			s.Phases = append(s.Phases, spc.Phase{From: at})
		}
		if kind&8 == 8 && len(s.Phases) > 0 {
			s.Phases[len(s.Phases)-1].Baseline = at
		}
		s.Points = append(s.Points, p)
	}
	return s
}
