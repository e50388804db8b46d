package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/photo"
	"pgregory.net/rapid"
)

// secret stands in everything that is not the picture.
const secret = "57.4907N 3.0583W, a phone"

// shot is a picture of some size and colours.
func shot(t *rapid.T) image.Image {
	w, h := rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h")
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	seed := rapid.Uint32().Draw(t, "seed")
	for i := range m.Pix {
		seed = seed*1664525 + 1013904223
		m.Pix[i] = byte(seed >> 24)
	}
	for y := range h {
		for x := range w {
			c := m.RGBAAt(x, y)
			c.A = 255
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// exif is Exif data as a phone writes it: which way up, and the secret.
func exif(little bool, orientation uint16) []byte {
	var order binary.AppendByteOrder = binary.BigEndian
	tiff := []byte("MM")
	if little {
		order, tiff = binary.LittleEndian, []byte("II")
	}
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, entry := range []struct {
		tag, kind     uint16
		count, offset uint32
		value         uint16
	}{{0x010F, 2, uint32(len(secret)), 38, 0}, {0x0112, 3, 1, 0, orientation}} {
		tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, entry.tag), entry.kind), entry.count)
		if entry.kind == 3 {
			tiff = order.AppendUint16(order.AppendUint16(tiff, entry.value), 0)
			continue
		}
		tiff = order.AppendUint32(tiff, entry.offset)
	}
	return append(order.AppendUint32(tiff, 0), secret...)
}

func segment(marker byte, payload string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(payload)+2)), payload...)
}

func chunk(kind, payload string) []byte {
	all := append([]byte(kind), payload...)
	all = append(binary.BigEndian.AppendUint32(nil, uint32(len(payload))), all...)
	return binary.BigEndian.AppendUint32(all, crc32.ChecksumIEEE(all[4:]))
}

func clean(t rapid.TB, data []byte) []byte {
	t.Helper()
	cleaned, err := photo.Clean(bytes.Clone(data))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(cleaned, []byte(secret)) {
		t.Fatal("the secret is still in it")
	}
	again, err := photo.Clean(bytes.Clone(cleaned))
	if err != nil || !bytes.Equal(again, cleaned) {
		t.Fatalf("cleaned twice it is another: %v", err)
	}
	return cleaned
}

// samePicture compares pixel by pixel.
func samePicture(t rapid.TB, a, b []byte) {
	t.Helper()
	was, _, err := image.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	is, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if was.Bounds() != is.Bounds() || was.ColorModel() != is.ColorModel() {
		t.Fatalf("%v became %v", was.Bounds(), is.Bounds())
	}
	for y := range was.Bounds().Dy() {
		for x := range was.Bounds().Dx() {
			if color.RGBAModel.Convert(was.At(x, y)) != color.RGBAModel.Convert(is.At(x, y)) {
				t.Fatalf("the pixel at %d, %d is another", x, y)
			}
		}
	}
}

func TestAJPEGKeepsItsPictureAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, shot(t), &jpeg.Options{Quality: rapid.IntRange(1, 100).Draw(t, "quality")}); err != nil {
			t.Fatal(err)
		}
		o := rapid.Uint16Range(0, 9).Draw(t, "orientation")
		told := [][]byte{
			segment(0xE1, "Exif\x00\x00"+string(exif(rapid.Bool().Draw(t, "little"), o))),
			segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00"+secret), segment(0xED, "Photoshop 3.0\x00"+secret),
			segment(0xFE, secret), segment(0xE2, "MPF\x00"+secret), segment(0xEB, "JP\x00\x00"+secret), segment(0xE0, "JFXX\x00"+secret),
			segment(0xE0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x02\x02"+secret),
		}
		icc := segment(0xE2, "ICC_PROFILE\x00\x01\x01a profile")
		parts := rapid.Permutation(append(told, icc)).Draw(t, "parts")
		plain := b.Bytes()
		full := slices.Concat(plain[:2], bytes.Join(parts, []byte{0xFF, 0xFF}[:rapid.IntRange(0, 2).Draw(t, "fill")]), plain[2:], []byte(secret))

		cleaned := clean(t, full)
		samePicture(t, plain, cleaned)
		if !bytes.Contains(cleaned, icc) {
			t.Error("the colours are another's")
		}
		checkTurned(t, cleaned, o, "Exif\x00\x00")
	})
}

// checkTurned holds that a picture says which way up it is where it has to, and only then.
func checkTurned(t rapid.TB, cleaned []byte, orientation uint16, before string) {
	t.Helper()
	says := bytes.Contains(cleaned, append([]byte(before+"MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"), 0, byte(orientation)))
	if must := orientation > 1 && orientation < 9; says != must || bytes.Contains(cleaned, []byte(before+"MM")) != must {
		t.Errorf("which way up is said: %t, of %d", says, orientation)
	}
}

func TestAPNGKeepsItsPictureAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		if err := png.Encode(&b, shot(t)); err != nil {
			t.Fatal(err)
		}
		o := rapid.Uint16Range(0, 9).Draw(t, "orientation")
		gamma := chunk("gAMA", "\x00\x00\xb1\x8f")
		parts := rapid.Permutation([][]byte{
			chunk("eXIf", string(exif(rapid.Bool().Draw(t, "little"), o))), chunk("tEXt", "Comment\x00"+secret), chunk("iTXt", "XML:com.adobe.xmp\x00"+secret),
			chunk("zTXt", "a\x00\x00"+secret), chunk("tIME", secret), chunk("caBX", secret), gamma,
		}).Draw(t, "parts")
		const ihdr = 33 // where the header ends
		plain := b.Bytes()
		full := slices.Concat(plain[:ihdr], bytes.Join(parts, nil), plain[ihdr:], []byte(secret))
		cleaned := clean(t, full)
		samePicture(t, plain, cleaned)
		if !bytes.Contains(cleaned, gamma) {
			t.Error("the colours are another's")
		}
		checkTurned(t, cleaned, o, "eXIf")
	})
}

func riff(chunks ...[]byte) []byte {
	all := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(all))), all...)
}

func webpChunk(kind, payload string) []byte {
	all := append(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(payload))), payload...)
	return append(all, make([]byte, len(payload)%2)...)
}

func TestAWebPKeepsItsPictureAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := rapid.Uint16Range(0, 9).Draw(t, "orientation")
		header := []byte{0x0C | 0x20, 0, 0, 0, 9, 0, 0, 9, 0, 0}
		picture := webpChunk("VP8 ", strings.Repeat("p", rapid.IntRange(1, 50).Draw(t, "size")))
		icc := webpChunk("ICCP", "a profile")
		told := [][]byte{webpChunk("EXIF", string(exif(rapid.Bool().Draw(t, "little"), o))), webpChunk("XMP ", secret), webpChunk("priv", secret)}
		full := append(riff(slices.Concat([][]byte{webpChunk("VP8X", string(header)), icc, picture}, rapid.Permutation(told).Draw(t, "told"))...), secret...)

		cleaned := clean(t, full)
		header[0] = 0x20
		want := [][]byte{webpChunk("VP8X", string(header)), icc, picture}
		if o > 1 && o < 9 {
			header[0] |= 0x08
			want = append([][]byte{webpChunk("VP8X", string(header))}, want[1:]...)
			want = append(want, webpChunk("EXIF", "MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"+string(rune(o))+"\x00\x00\x00\x00\x00\x00"))
		}
		if !bytes.Equal(cleaned, riff(want...)) {
			t.Errorf("it is\n%q, not\n%q", cleaned, riff(want...))
		}
	})
}

func box(kind string, parts ...string) string {
	all := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(all)+8))) + kind + all
}

func entry(item byte, kind string) string {
	return box("infe", "\x02\x00\x00\x00\x00"+string(rune(item))+"\x00\x00"+kind+"\x00")
}

func place(item, method byte, offset, size int) string {
	at := binary.BigEndian.AppendUint32([]byte{0, item, 0, method, 0, 0, 0, 1}, uint32(offset))
	return string(binary.BigEndian.AppendUint32(at, uint32(size)))
}

// heif is a file of three items: the picture, its Exif data, and XMP within the metadata.
func heif(picture string) []byte {
	ftyp := box("ftyp", "heic\x00\x00\x00\x00mif1heic")
	meta := func(at int) string {
		return box("meta", "\x00\x00\x00\x00", box("hdlr", "pict"), box("iinf", "\x00\x00\x00\x00\x00\x03", entry(1, "hvc1"), entry(2, "Exif"), entry(3, "mime")),
			box("idat", secret), box("iloc", "\x01\x00\x00\x00\x44\x00\x00\x03", place(1, 0, at, len(picture)), place(2, 0, at+len(picture), len(secret)), place(3, 1, 0, len(secret))),
			box("iprp", "irot"))
	}
	at := len(ftyp) + len(meta(0)) + 8
	return []byte(ftyp + meta(at) + box("mdat", picture, secret) + box("uuid", secret))
}

func TestAHEIFKeepsItsPictureAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		picture := strings.Repeat("p", rapid.IntRange(1, 5000).Draw(t, "size"))
		was := heif(picture)
		cleaned := clean(t, was)
		blank := bytes.ReplaceAll(was, []byte(secret), make([]byte, len(secret)))
		copy(blank[len(blank)-len(secret)-4:], "free")
		if !bytes.Equal(cleaned, blank) {
			t.Errorf("it is\n%q, not\n%q", cleaned, blank)
		}
	})
}

// A file that tells of no end of pieces is refused at once, and not gone through.
func TestAHEIFOfEndlessPiecesIsRefused(t *testing.T) {
	file := func(info, places string) []byte {
		return []byte(box("ftyp", "heic\x00\x00\x00\x00mif1heic") + box("meta", "\x00\x00\x00\x00", box("iinf", info), box("iloc", places)) + box("mdat", strings.Repeat("x", 4<<20)))
	}
	nothing := "\x02\x00\x00\x00\x00\x00\x00\x0f\xff\xff" + strings.Repeat("\x00\x00\x00\x01\x00\x00\x00\x00\xff\xff", 1<<20)
	everything := "\x01\x00\x00\x00\x44\x00\x00\x01\x00\x02\x00\x00\x00\x00\xff\xff" + strings.Repeat("\x00\x00\x00\x00\x00\x40\x00\x00", 0xffff)
	for name, data := range map[string][]byte{
		"pieces that take no bytes": file("\x00\x00\x00\x00\x00\x00", nothing), "pieces of the whole file": file("\x00\x00\x00\x00\x00\x01"+entry(2, "Exif"), everything),
	} {
		if _, err := photo.Clean(data); !errors.Is(err, photo.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever is made of a photo, it is refused or gives no more than a picture, and never
// stops the program. What is cut off within its picture can still be seen.
func TestBrokenPhotosAreRefused(t *testing.T) {
	var j, p bytes.Buffer
	m := image.NewGray(image.Rect(0, 0, 30, 30))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	if err := jpeg.Encode(&j, m, nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&p, m); err != nil {
		t.Fatal(err)
	}
	whole := map[string][]byte{
		"jpeg": slices.Concat(j.Bytes()[:2], segment(0xE1, "Exif\x00\x00"+string(exif(true, 6))), j.Bytes()[2:]),
		"png":  slices.Concat(p.Bytes()[:33], chunk("tEXt", secret), p.Bytes()[33:]),
		"webp": riff(webpChunk("VP8X", "\x0c\x00\x00\x00\x09\x00\x00\x09\x00\x00"), webpChunk("VP8 ", "ppp"), webpChunk("EXIF", string(exif(true, 6)))),
		"heif": heif("ppp"),
	}
	for name, data := range whole {
		for cut := 12; cut < len(data); cut++ {
			if cleaned, err := photo.Clean(bytes.Clone(data[:cut])); err == nil && bytes.Contains(cleaned, []byte(secret)) {
				t.Errorf("%s cut at %d keeps its secret", name, cut)
			}
		}
	}
	for name, cut := range map[string]int{"jpeg": 20, "png": 40, "webp": 20, "heif": 60} {
		if _, err := photo.Clean(bytes.Clone(whole[name][:cut])); err == nil {
			t.Errorf("%s cut at %d is taken", name, cut)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(whole[rapid.SampledFrom([]string{"jpeg", "png", "webp", "heif"}).Draw(t, "of")])
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			data[rapid.IntRange(0, len(data)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "to")
		}
		if cleaned, err := photo.Clean(data); err == nil && len(cleaned) > len(data) {
			t.Errorf("%d bytes became %d", len(data), len(cleaned))
		}
	})
}

func TestWhatIsNoPhotoStays(t *testing.T) {
	for _, text := range []string{"", "a", "\xff\xd8", "RIFF....WAVE", "%PDF-1.7 " + secret, "\x00\x00\x00\x18ftypmp42" + secret, "GIF89a"} {
		if got, err := photo.Clean([]byte(text)); err != nil || string(got) != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
}
