package house_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/cairnqi/cairn/"

// house says what each room may import beyond the standard library: rooms of the
// house by their path, modules by a prefix.
var house = map[string][]string{
	"spc":         {},
	"improvement": {"spc"},
	"config":      {"github.com/spf13/viper"},
	"activities":  {"improvement", "spc", "go.temporal.io/sdk/activity", "go.temporal.io/sdk/temporal"},
	"workflows":   {"improvement", "activities", "go.temporal.io/sdk/", "go.temporal.io/api/"},

	"internal/storage":  {"improvement", "internal/access", "internal/photo", "github.com/jackc/pgx/v5", "modernc.org/sqlite", "github.com/pressly/goose/v3", "github.com/gabriel-vasile/mimetype"},
	"internal/engine":   {"go.temporal.io/", "google.golang.org/", "github.com/uber-go/tally", "modernc.org/sqlite"},
	"internal/intake":   {"improvement", "spc", "gopkg.in/yaml.v3", "golang.org/x/text/encoding"},
	"internal/picture":  {"improvement", "spc"},
	"internal/calendar": {"improvement", "spc"},
	"internal/vault":    {"improvement", "spc"},
	"internal/feed":     {"improvement", "github.com/arran4/golang-ical"},
	"internal/notify":   {"improvement", "internal/picture", "github.com/wneessen/go-mail"},
	"internal/steward":  {"improvement", "internal/access"},
	"internal/wording":  {"improvement"},
	"internal/dossier":  {"improvement", "internal/steward", "internal/wording", "internal/notify"},
	"internal/web": {
		"improvement", "spc", "internal/picture", "internal/intake", "internal/wording", "internal/access", "internal/report", "internal/feed", "internal/photo",
		"github.com/alexedwards/scs/v2", "github.com/coreos/go-oidc/v3/oidc", "github.com/go-webauthn/webauthn", "golang.org/x/oauth2", "github.com/google/uuid", "github.com/klauspost/compress/gzhttp", "rsc.io/qr",
	},
	"internal/access": {"improvement"},
	"internal/photo":  {},
	"internal/scan":   {"improvement"},
	"internal/report": {"improvement", "spc", "internal/picture", "github.com/xuri/excelize/v2"},
}

// wiring are the rooms that put the others together; they may import everything.
var wiring = []string{"worker", "starter", "internal/assembly"}

// workshops hold helpers of tests and benchmarks; nothing in the house stands on them.
var workshops = []string{"internal/storage/storagetest", "internal/scan/scantest", "internal/web/pagestest", "internal/web/webtest", "bench"}

type room struct {
	ImportPath string
	Imports    []string
}

func TestImportRules(t *testing.T) {
	rooms := listRooms(t)
	if len(rooms) < 10 {
		t.Fatalf("only %d packages listed", len(rooms))
	}
	for _, r := range rooms {
		name := strings.TrimPrefix(r.ImportPath, module)
		if within(name, wiring) || within(name, workshops) {
			continue
		}
		allowed, known := rulesOf(name)
		if !known {
			t.Errorf("%s has no import rule: give it a room in the house", name)
			continue
		}
		for _, imported := range r.Imports {
			if !mayImport(name, imported, allowed) {
				t.Errorf("%s imports %s, which its room may not", name, imported)
			}
		}
	}
}

func TestEveryRoomHasADoc(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{.Doc}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		path, doc, _ := strings.Cut(strings.TrimSpace(line), " ")
		if doc == "" && strings.HasPrefix(path, module) {
			t.Errorf("%s has no package documentation", path)
		}
	}
}

func listRooms(t *testing.T) []room {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var rooms []room
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var r room
		if err := decoder.Decode(&r); errors.Is(err, io.EOF) {
			return rooms
		} else if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(r.ImportPath, module) {
			rooms = append(rooms, r)
		}
	}
}

// rulesOf finds the rule of the room that a package lies in.
func rulesOf(name string) ([]string, bool) {
	for path := name; path != ""; {
		if allowed, known := house[path]; known {
			return allowed, true
		}
		cut := strings.LastIndex(path, "/")
		if cut < 0 {
			break
		}
		path = path[:cut]
	}
	return nil, false
}

func mayImport(name, imported string, allowed []string) bool {
	if inner, ours := strings.CutPrefix(imported, module); ours {
		return inner == name || within(inner, allowed) || strings.HasPrefix(inner, name+"/")
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(allowed, func(a string) bool { return strings.HasPrefix(imported, a) })
}

func within(name string, rooms []string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool { return name == r || strings.HasPrefix(name, r+"/") })
}
