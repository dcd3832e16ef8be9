package respond

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
)

// splice is a text of static parts with gaps for dynamic ones, kept plain and compressed. Written as gzip, the
// static parts are deflate blocks made once, the dynamic ones stored blocks between them (RFC 1951, 3.2.4): a page
// costs two copies instead of a compression. The parts are compressed apart from each other, so no block
// refers back across a gap.
type splice struct{ parts []part }

type part struct {
	plain    []byte
	deflated []byte
	crc      uint32
	shift    uint32 // x^(8·len(plain)) modulo the CRC's polynomial
}

// newSplice prepares the static parts; the gaps are between them.
func newSplice(parts ...[]byte) (*splice, error) {
	s := &splice{parts: make([]part, len(parts))}
	for i, plain := range parts {
		var out bytes.Buffer
		w, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(plain); err != nil {
			return nil, err
		}
		if i == len(parts)-1 {
			err = w.Close() // the final block
		} else {
			err = w.Flush() // ends on a byte, as a stored block needs
		}
		if err != nil {
			return nil, err
		}
		s.parts[i] = part{plain: plain, deflated: out.Bytes(), crc: crc32.ChecksumIEEE(plain), shift: crcShift(len(plain))}
	}
	return s, nil
}

// text is the whole with the gaps filled, in order.
func (s *splice) text(gaps ...[]byte) []byte {
	size := 0
	for _, p := range s.parts {
		size += len(p.plain)
	}
	for _, g := range gaps {
		size += len(g)
	}
	out := make([]byte, 0, size)
	for i, p := range s.parts {
		out = append(out, p.plain...)
		if i < len(gaps) {
			out = append(out, gaps[i]...)
		}
	}
	return out
}

// gzipHeader says deflate, no name, no time, best compression, unknown system (RFC 1952, 2.3).
var gzipHeader = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255}

// maxStored is how much one stored block holds.
const maxStored = 65535

// gzip is the whole with the gaps filled as a gzip file.
func (s *splice) gzip(gaps ...[]byte) []byte {
	bound := len(gzipHeader) + 8
	for _, p := range s.parts {
		bound += len(p.deflated)
	}
	for _, g := range gaps {
		bound += len(g) + 5*(1+len(g)/maxStored)
	}
	out := append(make([]byte, 0, bound), gzipHeader...)
	var crc, size uint32
	for i, p := range s.parts {
		out = append(out, p.deflated...)
		crc = crcMultiply(p.shift, crc) ^ p.crc
		size += uint32(len(p.plain))
		if i >= len(gaps) {
			continue
		}
		crc = crc32.Update(crc, crc32.IEEETable, gaps[i])
		size += uint32(len(gaps[i]))
		for rest := gaps[i]; len(rest) > 0; {
			n := min(len(rest), maxStored)
			out = append(out, 0, byte(n), byte(n>>8), ^byte(n), ^byte(n>>8))
			out = append(out, rest[:n]...)
			rest = rest[n:]
		}
	}
	out = binary.LittleEndian.AppendUint32(out, crc)
	return binary.LittleEndian.AppendUint32(out, size)
}

// The CRC of two texts put together is crc(a)·x^(8·len(b)) + crc(b), in polynomials over GF(2) modulo the CRC's
// polynomial (Adler's crc32_combine in zlib). As in the CRC itself bit 31 is the coefficient of x⁰.

// crcMultiply is a·b.
func crcMultiply(a, b uint32) uint32 {
	var product uint32
	for bit := uint32(1) << 31; bit != 0; bit >>= 1 {
		if a&bit != 0 {
			product ^= b
		}
		if b&1 != 0 {
			b = b>>1 ^ crc32.IEEE
		} else {
			b >>= 1
		}
	}
	return product
}

// crcShift is x^(8n), by squaring.
func crcShift(n int) uint32 {
	power, square := uint32(1)<<31, uint32(1)<<23 // x⁰, x⁸
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			power = crcMultiply(square, power)
		}
		square = crcMultiply(square, square)
	}
	return power
}
