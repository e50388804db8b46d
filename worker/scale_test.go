package main

import (
	"maps"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// TestScaleOut runs the engine in one process and two workers in two others, the
// record on PostgreSQL. One worker is killed under load; the other carries on.
func TestScaleOut(t *testing.T) {
	t.Parallel()
	t.Run("beside an embedded engine", func(t *testing.T) {
		t.Parallel()
		scaleOut(t, func(*assemblytest.Site) (settings map[string]any, env []string) {
			return map[string]any{"roles": "workflows"}, nil
		})
	})
	t.Run("on a cluster", func(t *testing.T) {
		t.Parallel()
		scaleOut(t, func(site *assemblytest.Site) (settings map[string]any, env []string) {
			settings = map[string]any{"roles": "workflows", "engine.mode": "cluster", "engine.namespace": "not-this-one", "engine.port": "1"}
			return settings, []string{"TEMPORAL_ADDRESS=127.0.0.1:" + site.Get("engine.port"), "TEMPORAL_NAMESPACE=elsewhere"}
		})
	})
}

func scaleOut(t *testing.T, reach func(*assemblytest.Site) (settings map[string]any, env []string)) {
	post := startPost(t)
	settings := rehearsal("500ms")
	maps.Copy(settings, map[string]any{"record.url": cluster.Database(t), "engine.namespace": "elsewhere", "terms.held_weeks": 1})
	maps.Copy(settings, post.settings())
	site := newSite(t, settings)

	startWorker(t, site.With(map[string]any{"roles": "engine"}))
	how, env := reach(site)
	var workers [2]*assemblytest.Process
	for i := range workers {
		how["data.dir"], how["http.address"] = t.TempDir(), "127.0.0.1:0"
		workers[i] = programs.Start(t, append(site.With(how).Env(), env...), "worker")
	}
	for _, w := range workers {
		w.AwaitOut(t, "Stop it with Ctrl-C.")
	}
	c := newCrew(t, site.Desk(t))
	done := c.carryAll(t, 24, 120*time.Second)
	assemblytest.Await(t, time.Minute, "under load", func() bool { return c.filed() > 60 })
	workers[0].Kill()
	select {
	case <-done:
		t.Error("all was over before the worker was killed")
	default:
	}
	<-done
	delivered(t, c.desk.Store, post)
	settled(t, site, c)
}
