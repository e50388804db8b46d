package photo

import (
	"encoding/binary"
	"hash/crc32"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// pngShows are the chunks besides the needed ones that say how to show the picture:
// transparency, colours, density, and those of moving pictures.
var pngShows = map[string]bool{
	"tRNS": true, "cHRM": true, "gAMA": true, "iCCP": true, "sBIT": true, "sRGB": true, "cICP": true, "mDCV": true, "cLLI": true,
	"bKGD": true, "pHYs": true, "hIST": true, "acTL": true, "fcTL": true, "fdAT": true,
}

// cleanPNG copies the chunks that are needed, and those that say how to show the picture.
func cleanPNG(data []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(data)), pngSignature...)
	seen := false
	for rest := data[len(pngSignature):]; ; {
		if len(rest) < 12 {
			if seen { // cut off within the picture
				return out, nil
			}
			return nil, ErrDamaged
		}
		size, kind := uint64(binary.BigEndian.Uint32(rest)), string(rest[4:8])
		if size+12 > uint64(len(rest)) {
			if kind == "IDAT" {
				return append(out, rest...), nil
			}
			return nil, ErrDamaged
		}
		chunk := rest[:size+12]
		rest = rest[len(chunk):]
		switch {
		case kind == "IEND":
			return append(out, chunk...), nil
		case kind == "eXIf":
			if o := orientation(chunk[8 : 8+size]); o != 0 {
				out = appendChunk(out, kind, turned(o))
			}
		case kind[0] >= 'A' && kind[0] <= 'Z' || pngShows[kind]:
			out, seen = append(out, chunk...), seen || kind == "IDAT"
		}
	}
}

func appendChunk(out []byte, kind string, payload []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(payload))) //nolint:gosec // it is one of ours, and short
	begins := len(out)
	out = append(append(out, kind...), payload...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[begins:]))
}
