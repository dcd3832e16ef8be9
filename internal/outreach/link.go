package outreach

import (
	"crypto/rand"

	"manyi.dev/manyi/internal/programme"
)

// OpenLink is the public way into a wave for the customers of one unit.
type OpenLink struct {
	Code string
	Wave programme.WaveID
	Unit string // unit id
}

// alphabet leaves out the letters that are misread on a poster.
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz"

// newCode is ten characters of the alphabet: 49 bits that cannot be guessed at 120 tries a minute.
func newCode() string {
	code := make([]byte, 0, 10)
	var buf [16]byte
	for len(code) < 10 {
		if _, err := rand.Read(buf[:]); err != nil {
			panic(err) // never fails (crypto/rand)
		}
		for _, b := range buf {
			if int(b) < 256/len(alphabet)*len(alphabet) && len(code) < 10 {
				code = append(code, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(code)
}

// validCode reports whether s could be a code, so that rubbish is refused without a look-up.
func validCode(s string) bool {
	if len(s) != 10 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '2' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
