package db

import (
	"context"
	"sync"
)

const (
	laneIntake = iota
	laneOther
)

// lanes hands the one writer to whoever waits, intake first.
type lanes struct {
	mu      sync.Mutex
	busy    bool
	waiting [2][]chan struct{}
}

func newLanes() *lanes { return &lanes{} }

// take waits for the writer. It fails only when ctx ends first.
func (l *lanes) take(ctx context.Context, lane int) error {
	l.mu.Lock()
	if !l.busy {
		l.busy = true
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.waiting[lane] = append(l.waiting[lane], turn)
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, w := range l.waiting[lane] {
		if w == turn {
			l.waiting[lane] = append(l.waiting[lane][:i], l.waiting[lane][i+1:]...)
			return ctx.Err()
		}
	}
	l.pass() // the turn came at the same moment: pass it on
	return ctx.Err()
}

// give passes the writer on.
func (l *lanes) give() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pass()
}

func (l *lanes) pass() {
	for lane := range l.waiting {
		if q := l.waiting[lane]; len(q) > 0 {
			l.waiting[lane] = q[1:]
			close(q[0])
			return
		}
	}
	l.busy = false
}
