package response

import (
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	type step struct {
		at   time.Duration // since the start
		n    int           // submissions sent
		pass int           // of which pass
	}
	for name, steps := range map[string][]step{
		"a minute's worth at once":     {{0, 15, 10}},
		"as fast as it empties":        {{0, 10, 10}, {6 * time.Second, 2, 1}, {12 * time.Second, 2, 1}},
		"empty again after a minute":   {{0, 15, 10}, {time.Minute, 15, 10}},
		"the clock goes back an hour":  {{0, 15, 10}, {-time.Hour, 15, 10}, {-time.Hour + 6*time.Second, 2, 1}},
		"the clock goes back a little": {{0, 10, 10}, {-3 * time.Second, 10, 10}, {3 * time.Second, 2, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLimiter(10)
			for i, s := range steps {
				pass := 0
				for range s.n {
					if wait, ok := l.take("key", start.Add(s.at)); ok {
						pass++
					} else if wait <= 0 || wait > time.Minute {
						t.Errorf("step %d: wait %v", i+1, wait)
					}
				}
				if pass != s.pass {
					t.Errorf("step %d: %d pass, want %d", i+1, pass, s.pass)
				}
			}
		})
	}
}
