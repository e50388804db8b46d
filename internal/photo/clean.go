package photo

import (
	"bytes"
	"errors"
)

// ErrDamaged tells that a photo cannot be followed to its picture, so that nobody can say
// what else is in it.
var ErrDamaged = errors.New("photo: damaged")

// Clean gives a JPEG, PNG, WebP, HEIF or AVIF picture without its metadata: Exif with
// position and device, XMP, IPTC, comments, previews, and what is hung on behind the
// picture. What is needed to show it as it was stays: its colour profile, and which way
// up it is. Any other content is given back as it is, also that of other formats of
// pictures and of films. Cleaning twice is cleaning once. It may change data itself.
//
// The formats are those of ITU-T T.81 (JPEG), PNG (Third Edition), RFC 9649 (WebP) and
// ISO/IEC 23008-12 (HEIF); of Exif (CIPA DC-008) only the orientation is read.
func Clean(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, soi, 0xFF}):
		return cleanJPEG(data)
	case bytes.HasPrefix(data, []byte(pngSignature)):
		return cleanPNG(data)
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return cleanWebP(data)
	case isHEIF(data):
		return cleanHEIF(data)
	}
	return data, nil
}
