package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// heldIn reads the page and the JSON of an export.
func heldIn(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{"person.html", "person.json"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// Somebody who is nobody on record has what is held of them, and has it erased.
func TestWhoWroteInIsExportedAndErased(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	voice := "voice/" + s.sent(t, voices+"last-bus.yaml")
	s.do(t, lwo, "voice", "moderate", voice, "--accept", "--theme", "parenting")
	const address = "reader@example.org"
	s.do(t, "", "newsletter", "subscribe", "east-network", address)

	folder := t.TempDir()
	for i, who := range [][]string{{voice}, {"--address", address}} {
		called := who[len(who)-1]
		export := append([]string{"person", "export"}, who...)
		into := filepath.Join(folder, string(rune('a'+i)))
		s.refused(t, lwo, []string{"Only an administrator"}, append(export, "--into", into)...)
		s.do(t, admin, append(export, "--into", into)...)
		says := map[string]string{voice: "cannot stay for the homework club", address: address}[called]
		if held := heldIn(t, into); strings.Count(held, says) < 2 {
			t.Errorf("the export of %s does not say %q in both", called, says)
		}
		erase := append([]string{"person", "erase", "--why", "They asked by letter."}, who...)
		s.refused(t, lwo, []string{"Only an administrator"}, append(erase, "--yes", called)...)
		s.refusedWith(t, admin, "say so once more: --yes "+called, erase...)
		s.refusedWith(t, admin, "Nothing was erased yet", append(erase, "--yes", "voice/another")...)
		if out := s.do(t, admin, append(erase, "--yes", called)...); !strings.Contains(out, "was erased.") {
			t.Errorf("it says %q", out)
		}
	}
	s.refused(t, admin, []string{"No newsletter goes to this address"}, "person", "erase", "--address", address, "--why", "x")
	s.look(t, admin, []string{"was erased."}, "person", "erase", voice, "--why", "x", "--yes", voice) // again: it is done
	s.look(t, "", []string{"(erased)", "Public transport 2"}, "voice", "show", voice)
	s.look(t, "", []string{"From 1 form;"}, "voice", "places", "--lmg", "east-lmg") // what was counted stays
	s.refused(t, lwo, []string{"was erased"}, "voice", "moderate", voice, "--set-aside", "--reason", "x")
	s.do(t, admin, "verify")

	for what, r := range map[string]refusal{
		"nobody":            {args: []string{"person", "export"}, says: []string{"person: Name one person, or a voice"}},
		"both":              {args: []string{"person", "erase", voice, "--address", address}, says: []string{"person: Name one person"}},
		"all again and one": {args: []string{"person", "erase", "--again", "--address", address}, says: []string{"person: Name one person to erase, or give --again"}},
		"no voice":          {args: []string{"person", "export", "voice/" + strings.Repeat("f", 32)}, says: []string{"nothing on record under this identifier"}},
		"a test":            {args: []string{"person", "erase", "test-of-change/one", "--why", "x"}, says: []string{"neither a person nor what somebody sent in"}},
		"no address":        {args: []string{"person", "export", "--address", "reader"}, says: []string{"address: This is not an email address"}},
		"up and away":       {args: []string{"person", "export", "../../etc"}, says: []string{"neither a person nor what somebody sent in"}},
	} {
		t.Run(what, func(t *testing.T) { s.refused(t, admin, r.says, r.args...) })
	}
	s.refused(t, lwo, []string{"Only an administrator looks for what is held of an address"}, "person", "export", "--address", address)
}
