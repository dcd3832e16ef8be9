package sav

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// Info is what the file says of itself.
type Info struct {
	Label   string // at most 64 bytes are kept
	Product string // the program that wrote it, at most 40 bytes
	Made    time.Time
	Sets    []Set
	Weight  string // Variable.Name of the weight; empty: none. It is left out when no row has a weight.
}

// Spool is where rows wait until all have been seen: a temporary file, empty and open for reading and writing.
type Spool interface {
	io.Reader
	io.Writer
	io.Seeker
}

// Writer writes one system file. Nothing reaches out before Close.
type Writer struct {
	out       io.Writer
	file      Spool
	spool     *bufio.Writer
	info      Info
	variables []Variable
	names     []string
	widths    []int // longest string seen, in bytes; 0 for numbers
	weight    int   // place of the weight, −1 for none
	weighted  bool  // some row has a weight above zero
	cases     int
	cut       int
	scratch   []byte
}

// New begins a system file with these variables, one at least.
func New(out io.Writer, spool Spool, info Info, variables []Variable) (*Writer, error) {
	if len(variables) == 0 {
		return nil, errors.New("sav: no variables")
	}
	w := &Writer{
		out: out, file: spool, spool: bufio.NewWriterSize(spool, 256<<10), info: info, variables: variables,
		widths: make([]int, len(variables)), weight: -1,
	}
	wished := make([]string, len(variables))
	for i := range variables {
		v := &variables[i]
		if err := v.check(); err != nil {
			return nil, err
		}
		wished[i] = v.Name
		if v.Kind == String {
			w.widths[i] = 1
			for _, l := range v.Values {
				w.widths[i] = max(w.widths[i], min(len(l.Text), maxString))
			}
		}
		if info.Weight != "" && v.Name == info.Weight {
			w.weight = i
		}
	}
	w.names = Names(wished)
	return w, nil
}

// Names are the names of the variables as the file has them.
func (w *Writer) Names() []string { return w.names }

// Cut is how many strings were too long for the format and were shortened.
func (w *Writer) Cut() int { return w.cut }

// The codes of the compression, one byte for eight: 1 to 251 is a small whole number plus 100.
const (
	codeBias    = 100
	codeSmall   = 151 // the largest number with a code of its own
	codeEnd     = 252
	codeRaw     = 253
	codeSpaces  = 254
	codeMissing = 255
)

// systemMissing is the number that stands for "no answer".
const systemMissing = -math.MaxFloat64

// epoch is the first day of the Gregorian calendar: the format counts seconds from it.
var epoch = time.Date(1582, 10, 14, 0, 0, 0, 0, time.UTC).Unix()

// seconds is an instant as the clock of its zone shows it.
func seconds(t time.Time) float64 {
	_, offset := t.Zone()
	return float64(t.Unix() + int64(offset) - epoch)
}

// Row adds a case: for every variable nil, or what its kind holds. A number that is not finite is missing.
func (w *Writer) Row(cells ...any) error {
	if len(cells) != len(w.variables) {
		return fmt.Errorf("sav: a row of %d cells for %d variables", len(cells), len(w.variables))
	}
	b := w.scratch[:0]
	for i, cell := range cells {
		v := &w.variables[i]
		if v.Kind == String {
			text, ok := cell.(string)
			if !ok && cell != nil {
				return fmt.Errorf("sav: %s is a string and cannot hold a %T", v.Name, cell)
			}
			b = w.text(b, i, text)
			continue
		}
		n, err := v.number(cell)
		if err != nil {
			return err
		}
		if i == w.weight && n > 0 {
			w.weighted = true
		}
		b = appendNumber(b, n)
	}
	w.scratch = b
	w.cases++
	_, err := w.spool.Write(b)
	return err
}

func (v *Variable) number(cell any) (float64, error) {
	switch c := cell.(type) {
	case nil:
		return systemMissing, nil
	case int:
		return float64(c), nil
	case float64:
		if math.IsNaN(c) || math.IsInf(c, 0) {
			return systemMissing, nil
		}
		return c, nil
	case time.Time:
		switch {
		case c.IsZero():
			return systemMissing, nil
		case v.Kind == Day:
			return math.Floor(seconds(c)/86400) * 86400, nil
		case v.Kind == Instant:
			return seconds(c), nil
		}
	}
	return 0, fmt.Errorf("sav: %s cannot hold a %T", v.Name, cell)
}

// text spools a string: its length, then its bytes. Trailing blanks mean nothing in the format.
func (w *Writer) text(b []byte, i int, text string) []byte {
	text = strings.TrimRight(strings.ToValidUTF8(text, "\ufffd"), " ")
	if len(text) > maxString {
		text = cut(text, maxString)
		w.cut++
	}
	w.widths[i] = max(w.widths[i], len(text))
	b = binary.AppendUvarint(b, uint64(len(text)))
	return append(b, text...)
}

// small is the compression's code of a number, false when it has none.
func small(n float64) (byte, bool) {
	if n == systemMissing {
		return codeMissing, true
	}
	if n == math.Trunc(n) && n > -codeBias && n <= codeSmall && (n != 0 || !math.Signbit(n)) {
		return byte(n + codeBias), true
	}
	return codeRaw, false
}

// appendNumber spools a number: its code, or codeRaw and its bits.
func appendNumber(b []byte, n float64) []byte {
	code, ok := small(n)
	b = append(b, code)
	if !ok {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(n))
	}
	return b
}

// Close writes the file. The spool can be removed afterwards.
func (w *Writer) Close() error {
	if err := w.spool.Flush(); err != nil {
		return fmt.Errorf("sav: spool: %w", err)
	}
	if _, err := w.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("sav: spool: %w", err)
	}
	out := bufio.NewWriterSize(w.out, 256<<10)
	d := &dictionary{Writer: w, out: out}
	d.write()
	p := packer{out: out}
	in := bufio.NewReaderSize(w.file, 256<<10)
	for range w.cases {
		if err := w.pack(&p, in); err != nil {
			return fmt.Errorf("sav: spool: %w", err)
		}
	}
	p.end()
	return out.Flush() // an error of any write before stays with the buffer
}

// pack copies a case from the spool into the file.
func (w *Writer) pack(p *packer, in *bufio.Reader) error {
	for i := range w.variables {
		if w.variables[i].Kind != String {
			code, err := in.ReadByte()
			if err != nil {
				return err
			}
			if code != codeRaw {
				p.code(code)
				continue
			}
			var raw [8]byte
			if _, err := io.ReadFull(in, raw[:]); err != nil {
				return err
			}
			p.raw(raw[:])
			continue
		}
		size, err := binary.ReadUvarint(in)
		if err != nil {
			return err
		}
		w.scratch = slices.Grow(w.scratch[:0], int(size))[:size]
		if _, err := io.ReadFull(in, w.scratch); err != nil {
			return err
		}
		p.text(w.scratch, w.widths[i])
	}
	return nil
}

// packer compresses: eight codes, then the eight bytes of each that says so.
type packer struct {
	out   *bufio.Writer
	codes [8]byte
	n     int
	rest  []byte
}

func (p *packer) code(c byte) {
	p.codes[p.n] = c
	if p.n++; p.n == len(p.codes) {
		p.flush()
	}
}

func (p *packer) raw(b []byte) {
	p.rest = append(p.rest, b...)
	p.code(codeRaw)
}

func (p *packer) flush() {
	_, _ = p.out.Write(p.codes[:]) // an error stays with the buffer and comes back from its Flush
	_, _ = p.out.Write(p.rest)
	p.codes, p.n, p.rest = [8]byte{}, 0, p.rest[:0]
}

// end marks the end of the data.
func (p *packer) end() {
	p.code(codeEnd)
	if p.n > 0 {
		p.flush()
	}
}

var blank = [8]byte{' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '}

// text stores a string in the segments of its variable, filled with blanks.
func (p *packer) text(b []byte, width int) {
	parts := segments(width)
	for i, part := range parts {
		own := b
		if i < len(parts)-1 {
			own = b[:min(len(b), segmentSize)]
		}
		b = b[len(own):]
		for range octets(part) {
			if len(own) == 0 {
				p.code(codeSpaces)
				continue
			}
			eight := blank
			own = own[copy(eight[:], own):]
			if eight == blank {
				p.code(codeSpaces)
			} else {
				p.raw(eight[:])
			}
		}
	}
}
