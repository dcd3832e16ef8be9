package response

import (
	"hash/maphash"
	"math"
	"net/netip"
	"sync"
	"time"

	"manyi.dev/manyi/internal/errs"
)

// Limits bound how much one address and one link may send (D27). They tolerate bursts: a whole
// minute's worth may come at once.
type Limits struct {
	Off        bool
	PerAddress int // submissions a minute
	PerLink    int // submissions a minute
}

// limiter is a set of leaky buckets by key, kept in memory only and forgotten once they are empty
// (generic cell rate algorithm: per key the moment at which the bucket would be empty).
type limiter struct {
	seed   maphash.Seed
	every  time.Duration // one submission's share of the bucket
	burst  time.Duration // the whole bucket
	shards [16]struct {
		mu    sync.Mutex
		empty map[uint64]time.Time
	}
}

func newLimiter(perMinute int) *limiter {
	l := &limiter{seed: maphash.MakeSeed(), every: time.Minute / time.Duration(max(1, perMinute)), burst: time.Minute}
	for i := range l.shards {
		l.shards[i].empty = map[uint64]time.Time{}
	}
	return l
}

const shardLimit = 8192 // keys per shard before the empty buckets are swept out

// take lets one submission pass, or says how long to wait.
func (l *limiter) take(key string, now time.Time) (wait time.Duration, ok bool) {
	h := maphash.String(l.seed, key)
	s := &l.shards[h%uint64(len(l.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.empty[h]
	if at.Before(now) || at.Sub(now) > l.burst { // a bucket never is that full: the clock has gone back
		at = now
	}
	next := at.Add(l.every)
	if over := next.Sub(now) - l.burst; over > 0 {
		return over, false
	}
	if len(s.empty) >= shardLimit {
		for k, t := range s.empty {
			if t.Before(now) {
				delete(s.empty, k)
			}
		}
	}
	s.empty[h] = next
	return 0, true
}

// allow applies both limits. Addresses are looked at, never stored.
func (s *Service) allow(link string, address netip.Addr) error {
	if s.limits.Off {
		return nil
	}
	now := s.now()
	if address.IsValid() {
		if wait, ok := s.byAddress.take(address.String(), now); !ok {
			return tooMany(wait)
		}
	}
	if wait, ok := s.byLink.take(link, now); !ok {
		return tooMany(wait)
	}
	return nil
}

// draftsPerMinute is how often one personal link may save: a page that saves while somebody types does so every few seconds,
// on two devices.
const draftsPerMinute = 60

// allowDraft bounds the saving of drafts. Addresses do not count here: behind one there may be many people typing.
func (s *Service) allowDraft(token string) error {
	if s.limits.Off {
		return nil
	}
	if wait, ok := s.byDraft.take(token, s.now()); !ok {
		return tooMany(wait)
	}
	return nil
}

func tooMany(wait time.Duration) error {
	return errs.New(errs.TooMany, "response.too_many").With("seconds", int(math.Ceil(wait.Seconds())))
}
