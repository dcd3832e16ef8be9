package respond

import (
	"bytes"
	"compress/gzip"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSpliceIsGzip reads what is written with the standard library's reader, which checks the sum and the length.
func TestSpliceIsGzip(t *testing.T) {
	t.Parallel()
	random := make([]byte, 200_000)
	source := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(source.Uint32())
	}
	for _, c := range []struct {
		name        string
		parts, gaps []string
	}{
		{"usual", []string{"<html>" + strings.Repeat("<p>满意</p>", 900), strings.Repeat("题目", 5000), "</html>"}, []string{"某网点", `<input value="1">`}},
		{"empty gaps", []string{"a", "b", "c"}, []string{"", ""}},
		{"empty parts", []string{"", "", ""}, []string{"x", "y"}},
		{"nothing", []string{""}, nil},
		{"one part", []string{"alone"}, nil},
		{"a gap of exactly one block", []string{"a", "b"}, []string{string(random[:maxStored])}},
		{"a gap of several blocks", []string{"a", "b"}, []string{string(random)}},
		{"incompressible parts", []string{string(random), string(random[7:])}, []string{"x"}},
		{"gap only at the first place", []string{"a", "b", "c"}, []string{"x"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var parts, gaps [][]byte
			want := ""
			for i, p := range c.parts {
				parts = append(parts, []byte(p))
				want += p
				if i < len(c.gaps) {
					gaps = append(gaps, []byte(c.gaps[i]))
					want += c.gaps[i]
				}
			}
			s, err := newSplice(parts...)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.text(gaps...); string(got) != want {
				t.Errorf("plain: %d bytes, want %d", len(got), len(want))
			}
			for range 2 { // a splice is used again and again
				r, err := gzip.NewReader(bytes.NewReader(s.gzip(gaps...)))
				if err != nil {
					t.Fatal(err)
				}
				r.Multistream(false)
				got, err := io.ReadAll(r)
				if err != nil || string(got) != want {
					t.Errorf("gzip: %v, %d bytes, want %d", err, len(got), len(want))
				}
			}
		})
	}
}

func TestCRCOfTwoTexts(t *testing.T) {
	t.Parallel()
	text := []byte(strings.Repeat("The quick brown fox. 敏捷的棕狐。", 99))
	for _, cut := range []int{0, 1, 7, 8, 255, 256, 1000, len(text)} {
		a, b := text[:cut], text[cut:]
		got := crcMultiply(crcShift(len(b)), crc32.ChecksumIEEE(a)) ^ crc32.ChecksumIEEE(b)
		if want := crc32.ChecksumIEEE(text); got != want {
			t.Errorf("cut at %d: %08x, want %08x", cut, got, want)
		}
	}
}
