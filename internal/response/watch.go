package response

import (
	"sync"

	"manyi.dev/manyi/internal/programme"
)

// watchers are told that a wave has new responses. A signal that nobody has read yet is not doubled.
type watchers struct {
	mu  sync.Mutex
	all map[chan<- struct{}]programme.WaveID // "" watches every wave
}

// Watch signals on the channel whenever the wave has new responses; an empty id watches every wave.
// The returned function ends it.
func (s *Service) Watch(wave programme.WaveID) (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	w := &s.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = map[chan<- struct{}]programme.WaveID{}
	}
	w.all[ch] = wave
	return ch, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.all, ch)
	}
}

func (w *watchers) wake(wave programme.WaveID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch, want := range w.all {
		if want == "" || want == wave {
			select {
			case ch <- struct{}{}:
			default:
			}
		}
	}
}
