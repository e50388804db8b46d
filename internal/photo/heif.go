package photo

import (
	"encoding/binary"
	"slices"
)

// heifBrands are the kinds of the container that hold pictures; films have others.
var heifBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"}

func isHEIF(data []byte) bool {
	return len(data) >= 12 && string(data[4:8]) == "ftyp" && slices.Contains(heifBrands, string(data[8:12]))
}

// cleanHEIF overwrites what is metadata, where it lies: everything in the container is
// found by its place. Which way up the picture is stands elsewhere, and stays.
func cleanHEIF(data []byte) ([]byte, error) {
	seen := false
	for at := uint64(0); at < uint64(len(data)); {
		kind, from, to, ok := box(data, at, uint64(len(data)))
		if !ok {
			return nil, ErrDamaged
		}
		switch kind {
		case "meta":
			if from+4 > to || !blankItems(data, from+4, to) {
				return nil, ErrDamaged
			}
			seen = true
		case "uuid": // of programs alone
			copy(data[at+4:], "free")
			clear(data[from:to])
		}
		at = to
	}
	if !seen {
		return nil, ErrDamaged
	}
	return data, nil
}

// box reads the box at a place within a limit: its kind, and where what it holds begins
// and ends.
func box(data []byte, at, limit uint64) (kind string, from, to uint64, ok bool) {
	if limit-at < 8 {
		return "", 0, 0, false
	}
	size := uint64(binary.BigEndian.Uint32(data[at:]))
	kind, from = string(data[at+4:at+8]), at+8
	switch {
	case size == 0: // up to the end
		size = limit - at
	case size == 1 && limit-at >= 16:
		size, from = binary.BigEndian.Uint64(data[at+8:]), at+16
	}
	if size < from-at || size > limit-at {
		return "", 0, 0, false
	}
	return kind, from, at + size, true
}

// blankItems overwrites the items of a box of metadata that are not of the picture: Exif,
// XMP, and whatever else is text. ok tells that all of them were found.
func blankItems(data []byte, from, to uint64) (ok bool) {
	var info, places, inside numbers
	for at := from; at < to; {
		kind, begins, ends, ok := box(data, at, to)
		if !ok {
			return false
		}
		switch kind {
		case "iinf":
			info = numbers{rest: data[begins:ends]}
		case "iloc":
			places = numbers{rest: data[begins:ends]}
		case "idat":
			inside = numbers{rest: data[begins:ends]}
		}
		at = ends
	}
	if info.rest == nil {
		return true
	}
	told, ok := besidesPicture(&info)
	left := uint64(len(data)) // no more than there is: a byte is not told of twice
	return ok && eachPlace(&places, func(item, method, offset, size uint64) bool {
		within := data
		switch {
		case !told[item]:
			return true
		case method == 1:
			within = inside.rest
		case method != 0:
			return false
		}
		if size == 0 || size > left || offset > uint64(len(within)) || size > uint64(len(within))-offset {
			return false
		}
		left -= size
		clear(within[offset : offset+size])
		return true
	})
}

// besidesPicture lists the items that are not of the picture.
func besidesPicture(info *numbers) (map[uint64]bool, bool) {
	version := info.next(1)
	info.next(3)
	count := info.next(2 + 2*min(version, 1))
	told := map[uint64]bool{}
	for range min(count, uint64(len(info.rest))) {
		_, from, to, ok := box(info.rest, 0, uint64(len(info.rest)))
		if !ok {
			return nil, false
		}
		entry := numbers{rest: info.rest[from:to]}
		info.rest = info.rest[to:]
		version := entry.next(1)
		entry.next(3)
		if version < 2 {
			return nil, false // no picture of this kind has them
		}
		item := entry.next(2 * (version - 1))
		entry.next(2)
		if entry.bad || len(entry.rest) < 4 {
			return nil, false
		}
		switch string(entry.rest[:4]) {
		case "Exif", "mime", "uri ":
			told[item] = true
		}
	}
	return told, !info.bad
}

// eachPlace goes through where items lie, as long as do says so.
func eachPlace(places *numbers, do func(item, method, offset, size uint64) bool) bool {
	version := places.next(1)
	places.next(3)
	sizes := places.next(2)
	offsetSize, lengthSize, baseSize, indexSize := sizes>>12, sizes>>8&15, sizes>>4&15, sizes&15
	idSize := uint64(2)
	if version == 2 {
		idSize = 4
	}
	for range places.next(idSize) {
		item, method := places.next(idSize), uint64(0)
		if version > 0 {
			method = places.next(2) & 15
		}
		places.next(2)
		base := places.next(baseSize)
		pieces := places.next(2)
		if pieces > 1 && offsetSize+lengthSize == 0 {
			return false // of pieces that take no bytes there is no end
		}
		for range pieces {
			if version > 0 {
				places.next(indexSize)
			}
			offset, size := places.next(offsetSize), places.next(lengthSize)
			if places.bad || !do(item, method, base+offset, size) {
				return false
			}
		}
		if places.bad {
			return false
		}
	}
	return !places.bad
}

// numbers reads numbers one after the other; bad tells that there were too few bytes.
type numbers struct {
	rest []byte
	bad  bool
}

func (n *numbers) next(size uint64) uint64 {
	if n.bad || size > 8 || size > uint64(len(n.rest)) {
		n.bad = true
		return 0
	}
	var value uint64
	for _, b := range n.rest[:size] {
		value = value<<8 | uint64(b)
	}
	n.rest = n.rest[size:]
	return value
}
