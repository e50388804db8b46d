package photo

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG, behind 0xFF.
const (
	soi, eoi, sos = 0xD8, 0xD9, 0xDA
	tem           = 0x01
	rst0, rst7    = 0xD0, 0xD7
	app0, app15   = 0xE0, 0xEF
	app1          = 0xE1
	com           = 0xFE
)

// jfif is how long the first segment is without its preview.
const jfif = 14

// cleanJPEG copies the segments that make the picture up to its end. Of those that are
// for programs it keeps the ones that say how to show it.
func cleanJPEG(data []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(data)), data[:2]...)
	seen, upright := false, true
	for at := 2; ; {
		marker, payload, next := segment(data, at)
		switch {
		case marker == eoi:
			return append(out, 0xFF, eoi), nil
		case next == 0 && seen: // cut off within the picture: what is there can be seen
			return out, nil
		case next == 0:
			return nil, ErrDamaged
		case marker == app1:
			if o := orientation(payload); upright && bytes.HasPrefix(payload, []byte(exifHeader)) && o != 0 {
				out, upright = appendSegment(out, app1, append([]byte(exifHeader), turned(o)...)), false
			}
		case marker == app0 && bytes.HasPrefix(payload, []byte("JFIF\x00")) && len(payload) >= jfif:
			kept := bytes.Clone(payload[:jfif])
			kept[jfif-2], kept[jfif-1] = 0, 0 // without a preview
			out = appendSegment(out, app0, kept)
		case marker >= app0 && marker <= app15 && !forColour(payload), marker == com: // left out
		case payload == nil:
			out = append(out, 0xFF, marker)
		default:
			out = appendSegment(out, marker, payload)
		}
		at = next
		if marker == sos {
			end := endOfScan(data, next)
			out, at, seen = append(out, data[next:end]...), end, true
		}
	}
}

// segment reads the segment at a place: its marker, what it holds, nil where it can hold
// nothing, and where the next one begins; 0 where there is none.
func segment(data []byte, at int) (marker byte, payload []byte, next int) {
	if at >= len(data) || data[at] != 0xFF {
		return 0, nil, 0
	}
	for at < len(data) && data[at] == 0xFF { // as often as somebody liked
		at++
	}
	if at >= len(data) {
		return 0, nil, 0
	}
	marker = data[at]
	at++
	if marker == eoi || marker == soi || marker == tem || marker >= rst0 && marker <= rst7 {
		return marker, nil, at
	}
	if at+2 > len(data) {
		return 0, nil, 0
	}
	next = at + int(binary.BigEndian.Uint16(data[at:]))
	if next < at+2 || next > len(data) {
		return 0, nil, 0
	}
	return marker, data[at+2 : next : next], next
}

// endOfScan is where the picture's own data ends that begins at a place.
func endOfScan(data []byte, at int) int {
	for ; at+1 < len(data); at++ {
		if data[at] == 0xFF && data[at+1] != 0 && data[at+1] != 0xFF && (data[at+1] < rst0 || data[at+1] > rst7) {
			return at
		}
	}
	return len(data)
}

// forColour tells that a segment says how the colours are meant.
func forColour(payload []byte) bool {
	return bytes.HasPrefix(payload, []byte("ICC_PROFILE\x00")) || bytes.HasPrefix(payload, []byte("Adobe"))
}

func appendSegment(out []byte, marker byte, payload []byte) []byte {
	out = append(out, 0xFF, marker)
	out = binary.BigEndian.AppendUint16(out, uint16(len(payload)+2)) //nolint:gosec // none is longer than that which was read
	return append(out, payload...)
}
