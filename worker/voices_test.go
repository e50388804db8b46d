package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// cards writes n voices, each in a file, as after a community event.
func cards(t *testing.T, n int) []string {
	t.Helper()
	folder := t.TempDir()
	files := make([]string, n)
	for i := range files {
		files[i] = filepath.Join(folder, fmt.Sprintf("card-%04d.yaml", i))
		text := fmt.Sprintf("lmg: east-lmg\nlocality: keith\ntext: Card %d of the summer fair.\nconsent: {text: We read it., counted: yes}\nplace: {feeling-safe: %d}\n", i, 1+i%7)
		if err := os.WriteFile(files[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

const cardsCommand = "5f0e6f0a-62d2-4b3c-9c3e-1b6a4d2f0003"

func sendCards(files []string) []string {
	return append([]string{"voice", "send", "--command-id", cardsCommand}, files...)
}

// acknowledged lists the voices that were said to be filed.
func acknowledged(p *assemblytest.Process) []string {
	lines := strings.Split(p.Out(), "\n")
	return lines[:len(lines)-1] // whole ones
}

// voicesOnRecord holds that each of them is on record once, and gives how many there are.
func voicesOnRecord(t *testing.T, desk *assembly.Desk, acks map[string]bool) int {
	t.Helper()
	list, err := desk.List(context.Background(), improvement.Filter{Kind: improvement.KindVoice})
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, l := range list {
		there[fmt.Sprintf("%s 1", l.Subject)] = true
		if l.Version != 1 || l.Stage != "waiting" {
			t.Errorf("%s stands at version %d in %s", l.Subject, l.Version, l.Stage)
		}
	}
	for ack := range acks {
		if !there[ack] {
			t.Errorf("%q was acknowledged and is not on record", ack)
		}
	}
	return len(list)
}

// TestAThousandVoicesKilledNine kills whoever files 1,000 voices, and the worker beside
// them, again and again. No voice that was acknowledged is lost, none is there twice.
func TestAThousandVoicesKilledNine(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	const n = 1000
	site := newSite(t, nil)
	w := startWorker(t, site)
	desk, files := site.Desk(t), cards(t, n)
	acks := map[string]bool{}
	for kills := 0; kills < 5; kills++ {
		p := programs.Start(t, site.Env(), "starter", sendCards(files)...)
		kill := min(len(acks)+50+random.IntN(150), n)
		assemblytest.Await(t, time.Minute, fmt.Sprintf("%d voices filed", kill), func() bool { return p.Ended() || len(acknowledged(p)) >= kill })
		p.Kill()
		w.Kill()
		for _, ack := range acknowledged(p) {
			acks[ack] = true
		}
		w = programs.Start(t, site.Env(), "worker")
		t.Logf("killed after %d", len(acks))
		if there := voicesOnRecord(t, desk, acks); there > n || there < len(acks) {
			t.Errorf("%d voices are on record, %d were acknowledged", there, len(acks))
		}
	}
	p := starter(t, site, 0, sendCards(files)...)
	for _, ack := range acknowledged(p) {
		acks[ack] = true
	}
	if there := voicesOnRecord(t, desk, acks); there != n || len(acks) != n {
		t.Errorf("of %d voices %d are on record, and %d were acknowledged", n, there, len(acks))
	}
	told, err := desk.Outbox(context.Background(), improvement.OutboxFilter{Person: lwo, Limit: 2 * n})
	if err != nil || len(told) == 0 || len(told) > 2 { // once a day
		t.Errorf("the LWO is told %d times (%v)", len(told), err)
	}
	starter(t, site, 0, "verify")
}

// TestVoicesWhileTheDatabaseIsAway holds that whoever sends voices hears the truth, and
// may send them again.
func TestVoicesWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	server := ownServer(t)
	site := newSite(t, map[string]any{"record.url": server.URL("postgres")})
	files := cards(t, 300)
	p := programs.Start(t, site.Env(), "starter", sendCards(files)...)
	assemblytest.Await(t, time.Minute, "the first voices filed", func() bool { return p.Ended() || len(acknowledged(p)) >= 20 })
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if code := p.Exit(t); code != 1 || !strings.Contains(p.Log(), "Send the same files again with --command-id "+cardsCommand) {
		t.Errorf("cut off it ended with %d: %s", code, p.Log())
	}
	acks := map[string]bool{}
	for _, ack := range acknowledged(p) {
		acks[ack] = true
	}
	away := starter(t, site, 1, "voice", "send", files[0])
	if !strings.Contains(away.Log(), "The record cannot be reached. Nothing was sent; try again when it is back.") || away.Out() != "" {
		t.Errorf("with no database it says %s%s", away.Out(), away.Log())
	}
	if err := server.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, ack := range acknowledged(starter(t, site, 0, sendCards(files)...)) {
		acks[ack] = true
	}
	startWorker(t, site)
	if there := voicesOnRecord(t, site.Desk(t), acks); there != len(files) || len(acks) != len(files) {
		t.Errorf("of %d voices %d are on record, and %d were acknowledged", len(files), there, len(acks))
	}
	starter(t, site, 0, "verify")
}

// TestGatheringIsKilledNine opens a round, and kills the worker and whoever files 1,000
// voices to it while the LMG gathers; then Temporal's store is lost. The round goes on from
// the record, with every voice.
func TestGatheringIsKilledNine(t *testing.T) {
	t.Parallel()
	const n = 1000
	site := newSite(t, map[string]any{"newsletter.months": 0}) // none to count
	w := startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	c.openRound(t, site)
	files, acks := cards(t, n), map[string]bool{}
	for _, kill := range []int{150, 400, 650} {
		p := programs.Start(t, site.Env(), "starter", sendCards(files)...)
		assemblytest.Await(t, time.Minute, fmt.Sprintf("%d voices filed", kill), func() bool { return p.Ended() || len(acknowledged(p)) >= kill })
		w.Kill()
		p.Kill()
		w = startWorker(t, site)
		voice := strings.TrimSuffix(acknowledged(p)[kill/2], " 1")
		starter(t, site, 0, "voice", "moderate", strings.TrimPrefix(voice, "voice/"), "--accept", "--as", string(lwo))
		starter(t, site, 0, "round", "put-evidence", "east-lmg/next-year", c.items(t, voice), "--as", string(lwo))
	}
	w.Kill()
	loseEngine(t, site)
	startWorker(t, site)
	recovered(t, site, "1 lifecycles were started again, 0 were running.")
	for _, ack := range acknowledged(starter(t, site, 0, sendCards(files)...)) {
		acks[ack] = true
	}
	list, err := c.desk.List(t.Context(), improvement.Filter{Kind: improvement.KindVoice})
	if err != nil || len(list) != n || len(acks) != n {
		t.Errorf("of %d voices %d are on record, and %d were acknowledged (%v)", n, len(list), len(acks), err)
	}
	starter(t, site, 0, "round", "review-evidence", "east-lmg/next-year", "--as", "east-chair")
	shown := starter(t, site, 0, "round", "show", "east-lmg/next-year", "--as", "east-chair", "--output", "json").Out()
	if before := strings.Count(shown, `"voice/`); before != 3 {
		t.Errorf("%d voices are before the LMG: %s", before, shown)
	}
	starter(t, site, 0, "verify")
}

// items writes the document that puts an item of the library before the LMG.
func (c *crew) items(t *testing.T, item string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "items.yaml")
	if err := os.WriteFile(path, []byte("items: ["+item+"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
