package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/scan/scantest"
)

// TestFilesWaitForTheScannerOverAKill files evidence while ClamAV's daemon is away, kills the
// worker, and finds the files checked once both are back. Nobody is given one before, nor by
// a command line that knows nothing of the setting.
func TestFilesWaitForTheScannerOverAKill(t *testing.T) {
	t.Parallel()
	daemon := scantest.New(t)
	site := newSite(t, rehearsal("30m"))
	before := filed(t, site, "before files were checked")
	starter(t, site, 0, "evidence", "show", before, "--as", string(lwo), "--save", t.TempDir())

	checks := site.With(map[string]any{"uploads.clamd": daemon.Address})
	w := startWorker(t, checks)
	good, bad := filed(t, site, "Nineteen children came."), filed(t, site, scantest.Harmful)
	assemblytest.Await(t, time.Minute, "the log saying that it is away", func() bool { return strings.Contains(w.Log(), "clamd does not answer") })
	for _, item := range []string{before, good, bad} {
		if content := saved(t, site, item, "it is being checked for viruses"); content != "" {
			t.Errorf("%q is given out unchecked", content)
		}
	}
	w.Kill()
	daemon.Start(t)
	w = startWorker(t, checks)
	assemblytest.Await(t, time.Minute, "the log saying what was found", func() bool { return strings.Contains(w.Log(), "finding="+scantest.Finding) })
	for item, want := range map[string]string{before: "before files were checked", good: "Nineteen children came."} {
		assemblytest.Await(t, time.Minute, "the file of "+item, func() bool { return saved(t, site, item, "") == want })
	}
	if content := saved(t, site, bad, "something harmful was found in it"); content != "" {
		t.Errorf("%q is given out", content)
	}
}

// filed files an item of evidence with a file of that content.
func filed(t *testing.T, site *assemblytest.Site, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "attached.txt")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	out := starter(t, site, 0, "evidence", "file", "--as", string(lwo), "--kind", "document", "--strength", "practice", "--source", "A visit",
		"--lmg", "east-lmg", "--title", "A file", "--text", "It is attached.", "--attach", file, "--output", "json").Out()
	_, after, found := strings.Cut(out, `"evidence/`)
	item, _, ended := strings.Cut(after, `"`)
	if !found || !ended {
		t.Fatalf("it was filed as: %s", out)
	}
	return item
}

// saved is the content of the file of an item; "" where it is kept back, which the command
// line says in these words.
func saved(t *testing.T, site *assemblytest.Site, item, says string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "saved")
	told := starter(t, site, 0, "evidence", "show", item, "--as", string(lwo), "--save", folder)
	if all := told.Out() + told.Log(); !strings.Contains(all, says) {
		t.Errorf("of %s it says only:\n%s", item, all)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) == 0 {
		return ""
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
