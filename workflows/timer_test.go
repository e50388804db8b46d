package workflows_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/testsuite"
)

// timers watches the timers of a story.
type timers struct {
	live  map[string]time.Time // when each rings
	last  time.Time            // what the last one was armed for
	most  int                  // live at once
	armed []string             // every moment a timer was armed for
	wrong []string             // given up for a later moment
}

func (s *story) timers() *timers {
	w := &timers{live: make(map[string]time.Time)}
	s.prepare = append(s.prepare, func(env *testsuite.TestWorkflowEnvironment) {
		clear(w.live)
		env.SetOnTimerScheduledListener(func(id string, wait time.Duration) {
			w.last = env.Now().Add(wait)
			w.live[id] = w.last
			w.armed = append(w.armed, clockTime(w.last))
		})
		env.SetOnTimerFiredListener(func(id string) { w.gone(id) })
		env.SetOnTimerCanceledListener(func(id string) { // told after its successor was armed
			if at := w.live[id]; w.last.After(at) {
				w.wrong = append(w.wrong, clockTime(at)+" -> "+clockTime(w.last))
			}
			w.gone(id)
		})
	})
	return w
}

func (w *timers) gone(id string) {
	delete(w.live, id)
	w.most = max(w.most, len(w.live))
}

// one holds that so many lifecycles had one timer each at a time, moved to
// earlier moments only.
func (w *timers) one(t *testing.T, lifecycles int) {
	t.Helper()
	if w.most > lifecycles {
		t.Errorf("%d timers at once, of %d lifecycles", w.most, lifecycles)
	}
	if len(w.wrong) > 0 {
		t.Errorf("armed anew for a later moment: %q", w.wrong)
	}
}

func TestTheTimerIsArmedAnewForAnEarlierMomentOnly(t *testing.T) {
	s := newStory(t)
	watch := s.timers()
	// The plan's first reminder is on the 9th. Sent in, its agreement is spoken of
	// on the 9th too, the day before it is due; once agreed, nothing is until the 31st.
	s.test("2037-03-03 11:00", lead, plan("2037-04-08"))
	s.test("2037-03-04 11:00", lwo, &improvement.AgreePlan{})
	// On the 10th the step is moved to the 18th: its first reminder is on the 11th.
	moved := s.test("2037-03-10 10:00", lead, &improvement.RescheduleStep{Step: "1.1", Due: "2037-03-18", Reason: words(lead)})
	s.cancel("2037-03-11 12:00")
	s.play()
	s.cancelled()
	s.filed(moved)
	watch.one(t, 1)
	want := []string{
		"2037-03-09 09:00", // armed at the launch, left alone by two commands that made the next moment later
		"2037-03-31 09:00", // it rang too early, and was armed for what was next
		"2037-03-11 09:00", // armed anew for an earlier moment
		"2037-03-17 09:00",
	}
	if !slices.Equal(watch.armed, want) {
		t.Errorf("armed for %q, want %q", watch.armed, want)
	}
	if got, want := s.rec.reminders(club), []string{"2037-03-11 09:00 step/1.1 -5 [owner]"}; !slices.Equal(got, want) {
		t.Errorf("reminders %q, want %q", got, want)
	}
}

func TestAWholeStoryKeepsOneTimerPerLifecycle(t *testing.T) {
	s := newStory(t)
	watch := s.timers()
	s.cycle("2037-03-02", 1, adapt(1, ""))
	s.agreed("2037-03-20", 1)
	s.test("2037-03-23 09:30", lwo, pause("2037-04-30"))
	s.test("2037-03-24 09:30", lwo, &improvement.ResumeTest{})
	s.cycle("2037-03-30", 2, adopt())
	s.agreed("2037-04-06", 2)
	s.test("2037-07-01 10:00", lwo, &improvement.CheckGain{Held: "no", Says: words(lwo)})
	s.play()
	s.ended()
	watch.one(t, 2)
}
