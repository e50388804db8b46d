package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/cairnqi/cairn/improvement"
)

// The encodings that a file of points may be in. Excel saves all four.
const (
	utf8Plain   = "UTF-8"
	utf8Marked  = "UTF-8 with a byte order mark"
	utf16Marked = "UTF-16"
	windows1252 = "Windows-1252"
)

// mark is the byte order mark, which is also a blank without width. It is no letter of
// anybody's: files that were joined have one in their midst.
const mark = "\ufeff"

// otherFiles are what people send in place of a CSV file, by how they begin.
var otherFiles = []struct{ begins, is string }{
	{"PK\x03\x04", "a workbook or another packed file"}, // .xlsx, .ods, .numbers, .zip
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook of an older Excel"},
	{"%PDF-", "a PDF"},
	{"{\\rtf", "a word processor's document"},
	{"<", "a web page"}, // also XML: some systems name both .xls
}

// sheetOf says, of one kind of file, what its sheet is called and how it begins.
type sheetOf struct{ what, begins string }

var pointsSheet = sheetOf{"the sheet with the points", "date,value, and below it a line for each day"}

func (s sheetOf) saveAsCSV() string {
	return "Open it in a spreadsheet and save " + s.what + " as CSV."
}

// csvText is a file as text, its lines ending in \n, with the encoding that it was in.
// What is not UTF-8 is taken for Windows-1252, the one that Excel writes in Britain
// where nobody asks for another.
func csvText(content []byte, sheet sheetOf) (text, encoded string, err error) {
	if len(content) > improvement.MaxFileSize {
		return "", "", badFile("This file is larger than %d MB, the most that a file may have. Save only %s.", improvement.MaxFileSize>>20, sheet.what)
	}
	for _, other := range otherFiles {
		if bytes.HasPrefix(bytes.TrimLeft(content, " \t\r\n"), []byte(other.begins)) {
			return "", "", badFile("This is %s, not a CSV file. %s", other.is, sheet.saveAsCSV())
		}
	}
	if text, encoded, err = decoded(content); err != nil {
		return "", "", err
	}
	text = strings.TrimLeft(text, mark)
	if strings.ContainsRune(text, 0) {
		return "", "", badFile("This is not a text file. %s", sheet.saveAsCSV())
	}
	if strings.TrimSpace(text) == "" {
		return "", "", badFile("This file is empty. Give it a first line that names the columns, such as %s.", sheet.begins)
	}
	if strings.Contains(text, "\r") {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	return text, encoded, nil
}

func decoded(content []byte) (text, encoded string, err error) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(content, []byte(mark)) && utf8.Valid(content):
		return string(content), utf8Marked, nil
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		from, encoded = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), utf16Marked
	case utf8.Valid(content):
		return string(content), utf8Plain, nil
	default:
		from, encoded = charmap.Windows1252, windows1252
		content = bytes.ReplaceAll(content, []byte(mark), nil) // in these letters a mark is ï»¿
	}
	clear, err := from.NewDecoder().Bytes(content)
	if err != nil {
		return "", "", badFile("This file cannot be read as text. Save it as CSV UTF-8 and try again.")
	}
	return string(clear), encoded, nil
}

// badFile refuses a file as a whole.
func badFile(format string, args ...any) error {
	return improvement.Refuse(improvement.Invalid, "file", format, args...)
}
