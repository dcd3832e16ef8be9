package auth

import (
	"net/netip"
	"sync"
	"time"
)

// Failed logins are counted over a window, by login and by address. A hall or an office shares an
// address, so it may fail more often.
const (
	window        = 15 * time.Minute
	failsLogin    = 10
	failsAddress  = 50
	maxRemembered = 20000
)

// throttle slows down the guessing of passwords. It forgets at a restart, which an attacker
// cannot bring about.
type throttle struct {
	now func() time.Time
	mu  sync.Mutex
	// failed holds the instants of attempts that have not succeeded, oldest first.
	failed map[string][]time.Time
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, failed: map[string][]time.Time{}}
}

// attempt is a login in the making: it counts as failed until it succeeds, so that attempts made at the
// same time count each.
type attempt struct {
	login, address string
	at             time.Time
	last           bool // no further attempt is free
}

// begin books an attempt, or says how long to wait.
func (t *throttle) begin(login string, address netip.Addr) (a attempt, wait time.Duration) {
	if address.Is6() { // who has one address of a network has them all
		if prefix, err := address.Prefix(64); err == nil {
			address = prefix.Addr()
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	a = attempt{login: "login " + login, address: "address " + address.String(), at: now}
	for name, limit := range map[string]int{a.login: failsLogin, a.address: failsAddress} {
		list := t.recent(name, now)
		if len(list) >= limit {
			wait = max(wait, list[0].Add(window).Sub(now))
		}
	}
	if wait > 0 {
		return a, wait
	}
	t.makeRoom(now)
	t.failed[a.login] = append(t.failed[a.login], now)
	t.failed[a.address] = append(t.failed[a.address], now)
	a.last = len(t.failed[a.login]) == failsLogin
	return a, 0
}

// succeeded forgets the login's failures, and this attempt of its address.
func (t *throttle) succeeded(a attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.failed, a.login)
	t.drop(a.address, a.at)
}

// withdraw forgets an attempt that came to no decision.
func (t *throttle) withdraw(a attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drop(a.login, a.at)
	t.drop(a.address, a.at)
}

func (t *throttle) drop(name string, at time.Time) {
	list := t.failed[name]
	for i := range list {
		if list[i].Equal(at) {
			t.failed[name] = append(list[:i:i], list[i+1:]...)
			return
		}
	}
}

// recent is the failures of a name within the window; older ones are forgotten.
func (t *throttle) recent(name string, now time.Time) []time.Time {
	list := t.failed[name]
	for len(list) > 0 && !list[0].Add(window).After(now) {
		list = list[1:]
	}
	if len(list) == 0 {
		delete(t.failed, name)
		return nil
	}
	t.failed[name] = list
	return list
}

// makeRoom bounds the memory: what is old goes first, then anything.
func (t *throttle) makeRoom(now time.Time) {
	if len(t.failed) < maxRemembered {
		return
	}
	for name := range t.failed {
		t.recent(name, now)
	}
	for name := range t.failed {
		if len(t.failed) <= maxRemembered/2 { // far enough that the next attempts need not look again
			return
		}
		delete(t.failed, name)
	}
}
