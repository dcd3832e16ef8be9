package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   any
		want string
	}{
		{"nil", nil, `null`},
		{"bools", []any{true, false}, `[true,false]`},
		{"empty", map[string]any{}, `{}`},
		{"order", map[string]any{"Q2": "1", "Q10": "2", "Q1": "3"}, `{"Q1":"3","Q10":"2","Q2":"1"}`},
		// RFC 8785 §3.2.3, the example of sorting.
		{"utf-16 order", map[string]any{
			"€": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
			"😀": "Emoji: Grinning Face", "\u0080": "Control", "ö": "Latin Small Letter O With Diaeresis",
		}, "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\"," +
			"\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}"},
		// RFC 8785 §3.2.2, the example of literals.
		{"literals", map[string]any{
			"numbers":  []any{333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001},
			"string":   "€$\u000f\nA'B\"\\\\\"/",
			"literals": []any{nil, true, false},
		}, `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`},
		{"escapes", "\x00\b\t\n\f\r\x1f\"\\/<>&\u2028\x7f", "\"\\u0000\\b\\t\\n\\f\\r\\u001f\\\"\\\\/<>&\u2028\x7f\""},
		{
			"numbers",
			[]any{0.0, math.Copysign(0, -1), 10.0, -7.0, 0.1, 1e21, 1e20, 1e-6, 1e-7, 9007199254740992.0, -1.5e300, 5e-324},
			`[0,0,10,-7,0.1,1e+21,100000000000000000000,0.000001,1e-7,9007199254740992,-1.5e+300,5e-324]`,
		},
		{"integers", []any{3, int64(-9007199254740992)}, `[3,-9007199254740992]`},
		{"options", map[string]any{"Q3": []string{"b", "a"}}, `{"Q3":["b","a"]}`},
		{"names", map[string]string{"zh": "满意", "en": "good"}, `{"en":"good","zh":"满意"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Canonical(tt.in)
			if err != nil || string(got) != tt.want {
				t.Fatalf("Canonical = %s, %v\nwant        %s", got, err, tt.want)
			}
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]any{
		"nan": math.NaN(), "infinity": []any{math.Inf(-1)}, "beyond 2^53": int64(1<<53 + 1),
		"not utf-8": "a\xff", "name not utf-8": map[string]any{"\xc0": 1.0}, "struct": struct{}{},
		"deep": map[string]any{"a": []any{map[string]string{"b": "\x80"}}},
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dst := []byte("kept")
			if got, err := AppendCanonical(dst, in); !errors.Is(err, ErrUnsealable) || string(got) != "kept" {
				t.Fatalf("AppendCanonical(%v) = %q, %v; want the old bytes and ErrUnsealable", in, got, err)
			}
		})
	}
}

func TestLeaf(t *testing.T) {
	t.Parallel()
	var salt [16]byte
	for i := range salt {
		salt[i] = byte(i)
	}
	// printf '\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f{"Q1":"5"}' | sha256sum
	const want = "a298a01db853fdb8857179b30defcae402ba51c4f7138840ceca2eef7e97e1e7"
	got := Leaf(salt, []byte(`{"Q1":"5"}`))
	if hex.EncodeToString(got[:]) != want {
		t.Errorf("Leaf = %x, want %s", got, want)
	}
	long := make([]byte, 100_000)
	if got, want := Leaf(salt, long), sha256.Sum256(append(append([]byte{0}, salt[:]...), long...)); got != want {
		t.Errorf("Leaf of 100 kB = %x, want %x", got, want)
	}
	if a, b := Salt(), Salt(); a == b {
		t.Error("two salts are equal")
	}
}

// FuzzCanonical holds our writer against an independent implementation of RFC 8785.
func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{
		`{"Q1":"5","Q2":["a","b"],"Q3":9.5,"Q4":"很满意\n\""}`, `[1e21,1e-7,-0,123456789012345678]`,
		`{"\ue000":1,"😀":2,"a":{"b":[null,true]}}`, `"\u0000\u2028"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		want, err := jcs.Transform(raw)
		if err != nil || !utf8.Valid(raw) {
			t.Skip()
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Skip()
		}
		got, err := Canonical(v)
		if err != nil || string(got) != string(want) {
			t.Fatalf("Canonical(%q) = %q, %v\nwant %q", raw, got, err, want)
		}
	})
}

// FuzzNumber compares the numbers, which the document fuzzer reaches too slowly.
func FuzzNumber(f *testing.F) {
	for _, n := range []float64{0, 1, -1, 0.1, 1e21, 999999999999999900000, 1e-6, 1e-7, 5e-324, math.MaxFloat64, 1 << 53} {
		f.Add(math.Float64bits(n))
	}
	f.Fuzz(func(t *testing.T, bits uint64) {
		n := math.Float64frombits(bits)
		want, err := jcs.NumberToJSON(n)
		got, err2 := Canonical(n)
		if (err == nil) != (err2 == nil) || err == nil && string(got) != want {
			t.Fatalf("Canonical(%v) = %s, %v; want %s, %v", n, got, err2, want, err)
		}
	})
}

// FuzzNames compares the order of names, again with characters beyond U+FFFF.
func FuzzNames(f *testing.F) {
	f.Add("a", "\U0001f600", "\ue000")
	f.Add("\uffff", "\ud7ff", "\U00010000")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(c) {
			t.Skip()
		}
		v := map[string]any{a: "1", b: "2", c: "3"}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Skip()
		}
		want, err := jcs.Transform(raw)
		if err != nil {
			t.Skip()
		}
		if got, err := Canonical(v); err != nil || string(got) != string(want) {
			t.Fatalf("Canonical(%q) = %s, %v; want %s", v, got, err, want)
		}
	})
}

// response is a usual one: twenty ratings, a multiple choice, a number and a remark.
func response() map[string]any {
	v := map[string]any{"Q_multi": []string{"speed", "staff", "price"}, "Q_nps": 9.0, "Q_remark": "柜台排队时间有点长，但是工作人员态度非常好。"}
	for _, c := range "ABCDEFGHIJKLMNOPQRST" {
		v["Q_rate_"+string(c)] = "4"
	}
	return v
}

func BenchmarkCanonical(b *testing.B) {
	v, buf := response(), make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := AppendCanonical(buf, v); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCanonicalByLibrary is the yardstick: marshal, then transform.
func BenchmarkCanonicalByLibrary(b *testing.B) {
	v := response()
	b.ReportAllocs()
	for b.Loop() {
		raw, err := json.Marshal(v)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := jcs.Transform(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLeaf(b *testing.B) {
	canonical, err := Canonical(response())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(canonical)))
	for b.Loop() {
		Leaf(Salt(), canonical)
	}
}
