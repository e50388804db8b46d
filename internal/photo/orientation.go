package photo

import (
	"bytes"
	"encoding/binary"
)

const (
	exifHeader      = "Exif\x00\x00" // before the TIFF in JPEG, and at times elsewhere
	tagOrientation  = 0x0112
	shortValue      = 3 // the type of a value
	entrySize       = 12
	lastOrientation = 8 // from 1, which is as it lies
)

// orientation reads which way up a picture is out of its Exif data; 0 where that says
// nothing, or that it is as it lies.
func orientation(exif []byte) byte {
	tiff := bytes.TrimPrefix(exif, []byte(exifHeader))
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	first := uint64(order.Uint32(tiff[4:]))
	if first+2 > uint64(len(tiff)) {
		return 0
	}
	entries := tiff[first+2:]
	for range order.Uint16(tiff[first:]) {
		if len(entries) < entrySize {
			return 0
		}
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == shortValue {
			if value := order.Uint16(entries[8:]); value > 1 && value <= lastOrientation {
				return byte(value)
			}
			return 0
		}
		entries = entries[entrySize:]
	}
	return 0
}

// turned is Exif data, without its header, that says only which way up a picture is.
func turned(orientation byte) []byte {
	return []byte{
		'M', 'M', 0, 42, 0, 0, 0, 8, // big-endian, the first directory follows
		0, 1, tagOrientation >> 8, tagOrientation & 0xFF, 0, shortValue, 0, 0, 0, 1, 0, orientation, 0, 0, // its one entry
		0, 0, 0, 0, // no other directory
	}
}
