package house_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	namedTest = regexp.MustCompile(`\bTest[A-Z]\w+`)
	namedFile = regexp.MustCompile("`((?:internal|improvement)/[a-z_/]+\\.go)`")
	aTest     = regexp.MustCompile(`(?m)^func (Test[A-Z]\w+)\(`)
	deviates  = regexp.MustCompile(`Part: ([A-Z])`)
)

// TestWhatSecurityRestsOnExists holds that docs/security.md names tests and files that
// are there, and says of each deviation why.
func TestWhatSecurityRestsOnExists(t *testing.T) {
	text := restsOnWhatExists(t, "docs/security.md", 60)
	for _, d := range deviates.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(text, "\n| "+d[1]+" | ") {
			t.Errorf("nothing says what deviation %s is", d[1])
		}
	}
}

// TestWhatAccessibilityRestsOnExists holds that docs/accessibility.md names tests and files
// that are there.
func TestWhatAccessibilityRestsOnExists(t *testing.T) {
	restsOnWhatExists(t, "docs/accessibility.md", 5)
}

// restsOnWhatExists reads a page that names so many tests at the least, and holds that they
// and its files are there.
func restsOnWhatExists(t *testing.T, name string, least int) string {
	t.Helper()
	text, tests := page(t, name), testsOf(t)
	named := namedTest.FindAllString(text, -1)
	if len(named) < least {
		t.Fatalf("only %d tests are named", len(named))
	}
	for _, name := range named {
		if !tests[name] {
			t.Errorf("there is no %s", name)
		}
	}
	for _, file := range namedFile.FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(file[1]); err != nil {
			t.Error(err)
		}
	}
	return text
}

func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == "node_modules":
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		for _, found := range aTest.FindAllStringSubmatch(page(t, path), -1) {
			all[found[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
