package house_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/config"
)

// settingRow is a row of the README's table: key, environment, default.
var settingRow = regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\| `([A-Z_]+)` \\| `([^`]*)` \\|")

func TestTheREADMEListsEverySetting(t *testing.T) {
	var keys []string
	defaults := map[string]any{}
	for _, row := range settingRow.FindAllStringSubmatch(page(t, "README.md"), -1) {
		key, variable, value := row[1], row[2], row[3]
		if variable != config.Variable(key) {
			t.Errorf("%s is said to be %s, it is %s", key, variable, config.Variable(key))
		}
		keys = append(keys, key)
		defaults[key] = value
	}
	if !slices.Equal(keys, config.Keys()) {
		t.Fatalf("the README lists\n%v\nthere are\n%v", keys, config.Keys())
	}
	got, err := config.Load(config.Source{Overrides: defaults})
	if err != nil {
		t.Fatal(err)
	}
	if want := config.Default(); !reflect.DeepEqual(got, want) {
		t.Errorf("the README's defaults give\n%+v\nthey are\n%+v", got, want)
	}
}

var (
	block  = regexp.MustCompile("(?s)```sh\n(.*?)```")
	flag   = regexp.MustCompile(`\s(--[a-z-]+|-[a-z])\b`)
	usage  = regexp.MustCompile(`(?m)^Usage:\n  ((?:[a-z-]+ ?)+)`)
	quoted = regexp.MustCompile(`"[^"]*"`)
	word   = regexp.MustCompile(`^[a-z][a-z-]*$`)
)

// TestTheCommandsThatAreToldExist asks the programs for the help of every command
// in the pages' examples.
func TestTheCommandsThatAreToldExist(t *testing.T) {
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "./worker", "./starter").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	told := commandsTold(t, "README.md", "docs/operations.md")
	if len(told) < 30 {
		t.Fatalf("only %d commands are told: are they still in blocks of sh?", len(told))
	}
	for _, line := range told {
		checkCommand(t, bin, line)
	}
}

func commandsTold(t *testing.T, pages ...string) []string {
	t.Helper()
	var told []string
	for _, name := range pages {
		for _, shell := range block.FindAllStringSubmatch(page(t, name), -1) {
			for line := range strings.Lines(shell[1]) {
				line, _, _ = strings.Cut(quoted.ReplaceAllString(line, "TEXT"), "#")
				first, _, _ := strings.Cut(strings.TrimSpace(line), " ")
				if first == "worker" || first == "starter" {
					told = append(told, strings.TrimSpace(line))
				}
			}
		}
	}
	slices.Sort(told)
	return slices.Compact(told)
}

func checkCommand(t *testing.T, bin, line string) {
	t.Helper()
	words := strings.Fields(line)
	help, err := exec.Command(filepath.Join(bin, words[0]), append(words[1:], "--help")...).CombinedOutput()
	path := usage.FindSubmatch(help)
	if err != nil || path == nil {
		t.Errorf("%q: %v\n%s", line, err, help)
		return
	}
	command := strings.Fields(string(path[1]))
	if len(command) > len(words) || !slices.Equal(command, words[:len(command)]) {
		t.Errorf("%q is not a command: there is only %q", line, command)
		return
	}
	rest := words[len(command):]
	if bytes.Contains(help, []byte("[command]\n")) && len(rest) > 0 && word.MatchString(rest[0]) {
		t.Errorf("%q: %q has no %q", line, command, rest[0])
	}
	for _, f := range flag.FindAllStringSubmatch(line, -1) {
		if !regexp.MustCompile(`\s` + f[1] + `\b`).Match(help) {
			t.Errorf("%q: there is no flag %s", line, f[1])
		}
	}
}

func TestTheTargetsThatAreToldExist(t *testing.T) {
	makefile := page(t, "Makefile")
	for _, name := range []string{"README.md", "docs/architecture.md"} {
		for _, told := range regexp.MustCompile("(?m)(?:^|`)make ([a-z]+)").FindAllStringSubmatch(page(t, name), -1) {
			if !strings.Contains(makefile, "\n"+told[1]+":") {
				t.Errorf("%s tells of make %s, which there is not", name, told[1])
			}
		}
	}
}

// TestEveryDependencyHasItsReason holds go.mod against the page of decisions.
func TestEveryDependencyHasItsReason(t *testing.T) {
	const where = "docs/decisions/0001-dependencies.md"
	direct, _, _ := strings.Cut(page(t, "go.mod"), ")")
	var modules []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v`).FindAllStringSubmatch(direct, -1) {
		modules = append(modules, m[1])
	}
	var told []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\S+)` \\|").FindAllStringSubmatch(page(t, where), -1) {
		told = append(told, m[1])
	}
	slices.Sort(modules)
	slices.Sort(told)
	if len(modules) == 0 || !slices.Equal(modules, told) {
		t.Errorf("%s tells of\n%v\ngo.mod requires\n%v", where, told, modules)
	}
}

// TestTheLinksLeadSomewhere follows the pages' links within the house.
func TestTheLinksLeadSomewhere(t *testing.T) {
	pages, err := filepath.Glob("docs/decisions/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(pages, "README.md", "docs/architecture.md", "docs/operations.md", "docs/security.md", "docs/accessibility.md", "examples/moray/README.md") {
		for _, link := range regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)|src="([^":]+)"`).FindAllStringSubmatch(page(t, name), -1) {
			target := filepath.Join(filepath.Dir(name), link[1]+link[2])
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s leads to %s: %v", name, target, err)
			}
		}
	}
}

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
