package photo

import "encoding/binary"

// webpShows are the chunks that make the picture.
var webpShows = map[string]bool{
	"VP8 ": true, "VP8L": true, "VP8X": true, "ALPH": true, "ANIM": true, "ANMF": true, "ICCP": true,
}

// What the chunk VP8X says is there.
const (
	webpEXIF = 0x08
	webpXMP  = 0x04
)

// cleanWebP copies the chunks that make the picture, and says anew what is there.
func cleanWebP(data []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(data)), data[:12]...)
	rest := data[12:]
	if size := uint64(binary.LittleEndian.Uint32(data[4:])); size >= 4 && size-4 < uint64(len(rest)) {
		rest = rest[:size-4] // what is hung on behind goes
	}
	seen, flags := false, 0
	for len(rest) >= 8 {
		kind, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:]))
		whole := size + 8 + size%2
		if whole > uint64(len(rest)) && size+8 != uint64(len(rest)) && !webpShows[kind] {
			return nil, ErrDamaged
		}
		chunk := rest[:min(whole, uint64(len(rest)))]
		rest = rest[len(chunk):]
		switch {
		case kind == "EXIF":
			if o := orientation(chunk[8:]); o != 0 && flags != 0 {
				out[flags] |= webpEXIF
				out = append(append(out, "EXIF\x1a\x00\x00\x00"...), turned(o)...)
			}
		case kind == "VP8X" && len(chunk) > 8:
			flags = len(out) + 8
			out = append(out, chunk...)
			out[flags] &^= webpEXIF | webpXMP
		case webpShows[kind]:
			out, seen = append(out, chunk...), seen || kind == "VP8 " || kind == "VP8L" || kind == "ANMF"
		}
	}
	if !seen {
		return nil, ErrDamaged
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8)) //nolint:gosec // no longer than what was read
	return out, nil
}
