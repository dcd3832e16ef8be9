package job

import "sync"

// bell wakes the runners of this process when a job was added; other processes find it by polling.
var bell bells

type bells struct {
	mu   sync.Mutex
	ears map[chan struct{}]bool
}

func (b *bells) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ear := range b.ears {
		select {
		case ear <- struct{}{}:
		default: // it has been rung and not yet been heard
		}
	}
}

func (b *bells) listen() (ear chan struct{}, leave func()) {
	ear = make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ears == nil {
		b.ears = map[chan struct{}]bool{}
	}
	b.ears[ear] = true
	return ear, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.ears, ear)
	}
}
