package poster

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// one measures a Chinese character as 2 and any other as 1.
func one(s string) float64 {
	w := 0.0
	for _, r := range s {
		if faceOf(r) == han {
			w++
		}
		w++
	}
	return w
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		width      float64
		most       int
		want       []string
	}{
		{"short", "解放路", 10, 2, []string{"解放路"}},
		{"nothing", "  ", 10, 2, []string{}},
		{"words", "the service of our outlets", 12, 3, []string{"the service", "of our", "outlets"}},
		{"characters", "网点服务满意度调查", 8, 3, []string{"网点服务", "满意度调", "查"}},
		{"no comma at the beginning of a line", "网点服务，满意度", 8, 3, []string{"网点服", "务，满意", "度"}},
		{"no bracket at the end of a line", "网点服（务）好", 8, 3, []string{"网点服", "（务）好"}},
		{"a word wider than the line", "abcdefghij", 4, 3, []string{"abcd", "efgh", "ij"}},
		{"too much", "网点服务满意度调查", 8, 1, []string{"网点服…"}},
		{"too much, punctuation before the ellipsis goes", "网点，服务满意度调查", 8, 1, []string{"网点…"}},
		{"both", "T3航站楼 Café", 9, 3, []string{"T3航站楼", "Café"}},
	} {
		if got := wrap(c.text, c.width, c.most, one); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Lines of a centred text are about equally long, without taking one more line.
func TestBalance(t *testing.T) {
	t.Parallel()
	text := "您的意见将用于改进服务每一份答卷都会被认真阅读"
	if got, want := balance(text, 40, 3, one), []string{"您的意见将用于改进服务每", "一份答卷都会被认真阅读"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := balance(text, 40, 1, one); len(got) != 1 || !strings.HasSuffix(got[0], "…") {
		t.Errorf("%q in one line", got)
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("网点，服务 abc (x)", 7.0, 3)
	f.Add("\x00\xff（（（（", 1.0, 1)
	f.Fuzz(func(t *testing.T, text string, width float64, most int) {
		if !utf8.ValidString(text) || !(width >= 2) || most < 1 || len(text) > 2000 {
			t.Skip()
		}
		lines := wrap(text, width, most, one)
		if len(lines) > most {
			t.Errorf("%d lines of %q", len(lines), text)
		}
		for _, line := range lines {
			if one(line) > width && utf8.RuneCountInString(line) > 1 {
				t.Errorf("%q is wider than %g", line, width)
			}
		}
	})
}
