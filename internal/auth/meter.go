package auth

import (
	"sync"
	"time"
)

// meter lets each name do something so many times a minute; a whole minute's worth may come at once. Per name it keeps
// the instant at which the allowance is whole again.
type meter struct {
	every time.Duration
	mu    sync.Mutex
	whole map[string]time.Time
}

func newMeter(perMinute int) *meter {
	return &meter{every: time.Minute / time.Duration(perMinute), whole: map[string]time.Time{}}
}

// take counts one, or says how long to wait. Names must be few: they are never forgotten.
func (m *meter) take(name string, now time.Time) (wait time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.whole[name]
	if at.Before(now) || at.Sub(now) > time.Minute { // further off than it can be: the clock has gone back
		at = now
	}
	if next := at.Add(m.every); next.Sub(now) > time.Minute {
		return next.Sub(now) - time.Minute
	}
	m.whole[name] = at.Add(m.every)
	return 0
}
