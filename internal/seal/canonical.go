package seal

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// ErrUnsealable is wrapped by every error of Canonical: the value has no canonical JSON form.
var ErrUnsealable = errors.New("seal: no canonical form")

// maxExact is the largest integer up to which float64, the only number of RFC 8785, is exact.
const maxExact = 1 << 53

// Canonical is v as RFC 8785 JSON. It takes nil, bool, string, float64, int, int64 and slices and
// maps of them ([]string, []any, map[string]any, map[string]string); anything else, NaN, an
// infinity, an integer that float64 cannot hold exactly, or text that is not UTF-8 is refused
// with ErrUnsealable rather than written as something similar.
func Canonical(v any) ([]byte, error) {
	return AppendCanonical(make([]byte, 0, 512), v)
}

// AppendCanonical appends the canonical form of v to dst, for callers that reuse a buffer.
// On error dst is returned as it was.
func AppendCanonical(dst []byte, v any) ([]byte, error) {
	out, err := appendValue(dst, v)
	if err != nil {
		return dst, err
	}
	return out, nil
}

func appendValue(dst []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...), nil
	case bool:
		return strconv.AppendBool(dst, v), nil
	case string:
		return appendString(dst, v)
	case float64:
		return appendNumber(dst, v)
	case int:
		return appendInt(dst, int64(v))
	case int64:
		return appendInt(dst, v)
	case []string:
		return appendList(dst, v, appendString)
	case []any:
		return appendList(dst, v, appendValue)
	case map[string]any:
		return appendObject(dst, v, appendValue)
	case map[string]string:
		return appendObject(dst, v, appendString)
	}
	return nil, fmt.Errorf("%w: value of type %T", ErrUnsealable, v)
}

func appendList[T any](dst []byte, list []T, one func([]byte, T) ([]byte, error)) ([]byte, error) {
	var err error
	dst = append(dst, '[')
	for i, v := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = one(dst, v); err != nil {
			return nil, err
		}
	}
	return append(dst, ']'), nil
}

func appendObject[T any](dst []byte, members map[string]T, one func([]byte, T) ([]byte, error)) ([]byte, error) {
	var room [64]string // questionnaires rarely have more items: no allocation for the order
	names := room[:0]
	for name := range members {
		names = append(names, name)
	}
	slices.SortFunc(names, compareUTF16)
	var err error
	dst = append(dst, '{')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendString(dst, name); err != nil {
			return nil, err
		}
		dst = append(dst, ':')
		if dst, err = one(dst, members[name]); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// compareUTF16 orders names by their UTF-16 code units, as RFC 8785 §3.2.3 demands. That is the
// order of their UTF-8 bytes but for one case: characters beyond U+FFFF (lead byte F0 and up) are
// surrogates in UTF-16 and sort before U+E000–U+FFFF (lead bytes EE and EF).
func compareUTF16(a, b string) int {
	for i := range min(len(a), len(b)) {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if private := func(c byte) bool { return c == 0xee || c == 0xef }; (x >= 0xf0 && private(y)) || (y >= 0xf0 && private(x)) {
			x, y = y, x
		}
		return int(x) - int(y)
	}
	return len(a) - len(b)
}

const hexDigits = "0123456789abcdef"

// appendString quotes s with the escapes of RFC 8785 §3.2.2.2 and no others.
func appendString(dst []byte, s string) ([]byte, error) {
	dst = append(dst, '"')
	from, ascii := 0, true
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			ascii = ascii && c < utf8.RuneSelf
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\t':
			dst = append(dst, '\\', 't')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\r':
			dst = append(dst, '\\', 'r')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	if !ascii && !utf8.ValidString(s) {
		return nil, fmt.Errorf("%w: text is not UTF-8", ErrUnsealable)
	}
	return append(append(dst, s[from:]...), '"'), nil
}

// appendNumber writes a number as ECMAScript does (RFC 8785 §3.2.2.3).
func appendNumber(dst []byte, f float64) ([]byte, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, fmt.Errorf("%w: number %v", ErrUnsealable, f)
	}
	if f == math.Trunc(f) && math.Abs(f) < maxExact {
		return strconv.AppendInt(dst, int64(f), 10), nil // also −0, which is written 0
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64), nil
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	// Go writes at least two digits of exponent, ECMAScript none in vain: 1e-07 is 1e-7.
	if n := len(dst); dst[n-2] == '0' && (dst[n-3] == '-' || dst[n-3] == '+') {
		dst = append(dst[:n-2], dst[n-1])
	}
	return dst, nil
}

func appendInt(dst []byte, n int64) ([]byte, error) {
	if n > maxExact || n < -maxExact {
		return nil, fmt.Errorf("%w: integer %d is beyond 2^53", ErrUnsealable, n)
	}
	return strconv.AppendInt(dst, n, 10), nil
}
