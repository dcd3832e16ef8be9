package auth

import (
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"manyi.dev/manyi/internal/errs"
)

//go:embed common.txt
var commonText string

// common are passwords that are tried first, of those long enough to pass the other rules.
var common = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all[line] = true
		}
	}
	return all
})

// The length of a password: at least so many characters, at most so many bytes.
const (
	minPassword = 10
	maxPassword = 256
)

// checkPassword is the rule for new passwords: long, not the login, not one that everybody tries.
// What characters it has is the user's business (NIST SP 800-63B, 5.1.1.2).
func checkPassword(password, login string) error {
	bad := func(key string) error { return errs.New(errs.Invalid, key).At("password").With("min", minPassword) }
	lower := strings.ToLower(password)
	switch {
	case !utf8.ValidString(password) || len(password) > maxPassword || strings.ContainsFunc(password, unicode.IsControl):
		return bad("auth.password.form")
	case utf8.RuneCountInString(password) < minPassword:
		return bad("auth.password.short")
	case login != "" && (lower == login || strings.ReplaceAll(lower, login, "") == ""):
		return bad("auth.password.login")
	case common()[lower] || monotonous(lower):
		return bad("auth.password.common")
	}
	return nil
}

// monotonous reports whether the text has fewer than four different characters, or only neighbours
// such as 23456789ab.
func monotonous(text string) bool {
	different, steps, last := map[rune]bool{}, 0, rune(0)
	n := 0
	for _, r := range text {
		different[r] = true
		if r == last+1 || r == last-1 {
			steps++
		}
		last = r
		n++
	}
	return len(different) < 4 || steps >= n-2
}

// randomPassword is 80 random bits in letters and digits that nobody mixes up.
func randomPassword() string {
	const alphabet = "abcdefghijkmnpqrstuvwxyz23456789" // 32: five bits each
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // never fails: it stops the program instead
	var b strings.Builder
	for i, c := range bits {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[int(c)%len(alphabet)])
	}
	return b.String()
}

// hasher makes and checks argon2id hashes, two at a time: each takes tens of megabytes, and a
// storm of logins must not take the memory of the intake.
type hasher struct {
	params *argon2id.Params
	slots  chan struct{}
	decoy  func() string // hash that is checked when there is no such user
}

// waitForSlot is how long a check waits for its turn before the user is told to come again.
const waitForSlot = 5 * time.Second

func newHasher(memory, passes uint32) *hasher {
	h := &hasher{
		params: &argon2id.Params{Memory: memory, Iterations: passes, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		slots:  make(chan struct{}, 2),
	}
	h.decoy = sync.OnceValue(func() string {
		hash, err := argon2id.CreateHash(randomPassword(), h.params)
		if err != nil {
			panic(err) // only without random numbers, and then the program has stopped
		}
		return hash
	})
	return h
}

func (h *hasher) slot(ctx context.Context) (free func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, waitForSlot)
	defer cancel()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, errs.New(errs.Unavailable, "auth.busy").Because(ctx.Err())
	}
}

func (h *hasher) make(ctx context.Context, password string) (string, error) {
	free, err := h.slot(ctx)
	if err != nil {
		return "", err
	}
	defer free()
	hash, err := argon2id.CreateHash(password, h.params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

func (h *hasher) check(ctx context.Context, password, hash string) (bool, error) {
	free, err := h.slot(ctx)
	if err != nil {
		return false, err
	}
	defer free()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("check password: %w", err)
	}
	return ok, nil
}
