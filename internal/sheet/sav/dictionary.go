package sav

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// dictionary writes everything before the data.
type dictionary struct {
	*Writer
	out    *bufio.Writer
	places []int    // of every variable's first record, counted from 1
	shorts []string // names of eight bytes, by variable: those of its first segment
}

// Errors of writing stay with the buffer and come back from its Flush.
func (d *dictionary) int(values ...int) {
	for _, v := range values {
		_ = binary.Write(d.out, binary.LittleEndian, int32(v))
	}
}

func (d *dictionary) float(values ...float64) {
	for _, v := range values {
		_ = binary.Write(d.out, binary.LittleEndian, v)
	}
}

// text writes a text cut or filled with blanks to so many bytes.
func (d *dictionary) text(s string, size int) {
	s = cut(s, size)
	_, _ = d.out.WriteString(s)
	_, _ = d.out.WriteString(strings.Repeat(" ", size-len(s)))
}

// The kinds of records.
const (
	recordVariable  = 2
	recordLabels    = 3
	recordLabelled  = 4
	recordExtension = 7
	recordEnd       = 999
)

// The kinds of extension records.
const (
	extIntegers   = 3
	extFloats     = 4
	extSets       = 7
	extDisplay    = 11
	extNames      = 13
	extVeryLong   = 14
	extCases      = 16
	extEncoding   = 20
	extLongLabels = 21
)

const (
	codePageUTF8 = 65001
	littleEndian = 2
)

func (d *dictionary) write() {
	d.layout()
	d.header()
	for i := range d.variables {
		d.variable(i)
	}
	for i := range d.variables {
		d.labels(i)
	}
	d.extension(extIntegers, 4, 8)
	d.int(1, 0, 0, -1, 1, 1, littleEndian, codePageUTF8)
	d.extension(extFloats, 8, 3)
	d.float(systemMissing, math.MaxFloat64, math.Nextafter(systemMissing, 0))
	d.sets()
	d.display()
	d.longNames()
	d.veryLong()
	d.extension(extCases, 8, 2)
	_ = binary.Write(d.out, binary.LittleEndian, []int64{1, int64(d.cases)})
	d.bytes(extEncoding, "UTF-8")
	d.longLabels()
	d.int(recordEnd, 0)
}

// layout gives every variable its place among the records and its short names.
func (d *dictionary) layout() {
	place, serial := 1, 0
	for i := range d.variables {
		d.places = append(d.places, place)
		d.shorts = append(d.shorts, short(serial))
		if d.variables[i].Kind != String {
			place, serial = place+1, serial+1
			continue
		}
		for _, part := range segments(d.widths[i]) {
			place, serial = place+octets(part), serial+1
		}
	}
}

// short is a name of eight bytes at most; the names that people see are in a record of their own.
func short(serial int) string { return "V" + strconv.Itoa(serial+1) }

func (d *dictionary) header() {
	size := 0
	for i := range d.variables {
		if d.variables[i].Kind != String {
			size++
			continue
		}
		for _, part := range segments(d.widths[i]) {
			size += octets(part)
		}
	}
	weight := 0
	if d.weight >= 0 && d.weighted {
		weight = d.places[d.weight]
	}
	cases := d.cases
	if cases > math.MaxInt32 {
		cases = -1 // a record of its own has the number
	}
	const layoutCode, compressed = 2, 1
	d.text("$FL2", 4)
	d.text("@(#) SPSS DATA FILE "+d.info.Product, 60)
	d.int(layoutCode, size, compressed, weight, cases)
	d.float(codeBias)
	d.text(d.info.Made.Format("02 Jan 06"), 9)
	d.text(d.info.Made.Format("15:04:05"), 8)
	d.text(oneLine(d.info.Label), 64)
	d.text("\x00\x00\x00", 3)
}

// variable writes the records of a variable: one per segment, and one more for every further eight bytes.
func (d *dictionary) variable(i int) {
	v := &d.variables[i]
	if v.Kind != String {
		d.record(0, v, v.format(0), d.shorts[i], v.Label)
		return
	}
	serial, _ := strconv.Atoi(d.shorts[i][1:])
	label := v.Label
	for k, part := range segments(d.widths[i]) {
		d.record(part, v, v.format(part), short(serial-1+k), label)
		label = ""
		for range octets(part) - 1 {
			d.int(recordVariable, -1, 0, 0, 0, 0)
			d.text("", 8)
		}
	}
}

func (d *dictionary) record(width int, v *Variable, format int32, name, label string) {
	label = cut(oneLine(label), maxLabel)
	labelled := 0
	if label != "" {
		labelled = 1
	}
	d.int(recordVariable, width, labelled, len(v.Missing), int(format), int(format))
	d.text(name, 8)
	if label != "" {
		d.int(len(label))
		d.text(label, (len(label)+3)/4*4)
	}
	d.float(v.Missing...)
}

// labels writes the value labels of a number or of a string of up to eight bytes.
func (d *dictionary) labels(i int) {
	v := &d.variables[i]
	if len(v.Values) == 0 || d.widths[i] > longString {
		return
	}
	d.int(recordLabels, len(v.Values))
	for _, l := range v.Values {
		if v.Kind == String {
			d.text(l.Text, 8)
		} else {
			d.float(l.Number)
		}
		label := valueLabel(l.Label)
		_ = d.out.WriteByte(byte(len(label)))
		d.text(label, (len(label)+8)/8*8-1)
	}
	d.int(recordLabelled, 1, d.places[i])
}

// valueLabel is a label of a value as it is stored: a label cannot be empty.
func valueLabel(label string) string {
	if label = cut(oneLine(label), maxValue); label == "" {
		return "-"
	}
	return label
}

// oneLine takes what ends lines or texts out of a label.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd")))
}

func (d *dictionary) extension(kind, size, count int) { d.int(recordExtension, kind, size, count) }

// bytes writes an extension record of text, none when it is empty.
func (d *dictionary) bytes(kind int, text string) {
	if text == "" {
		return
	}
	d.extension(kind, 1, len(text))
	_, _ = d.out.WriteString(text)
}

// sets writes the multiple response sets: groups of variables of which 1 means chosen.
func (d *dictionary) sets() {
	short := map[string]string{}
	for i := range d.variables {
		short[d.variables[i].Name] = d.shorts[i]
	}
	wished := make([]string, len(d.info.Sets))
	for i, s := range d.info.Sets {
		wished[i] = s.Name
	}
	var text strings.Builder
	for i, name := range Names(wished) {
		s := &d.info.Sets[i]
		label := cut(oneLine(s.Label), maxLabel)
		fmt.Fprintf(&text, "$%s=D1 1 %d %s", cut(name, maxName-1), len(label), label)
		for _, v := range s.Variables {
			text.WriteString(" " + strings.ToLower(short[v]))
		}
		text.WriteString("\n")
	}
	d.bytes(extSets, text.String())
}

// display writes level, width and alignment of every variable and of every further segment.
func (d *dictionary) display() {
	const left, right = 0, 1
	var values []int
	for i := range d.variables {
		v := &d.variables[i]
		if v.Kind != String {
			values = append(values, int(v.Measure), max(8, min(v.shown(), 20)), right)
			continue
		}
		for _, part := range segments(d.widths[i]) {
			values = append(values, int(v.Measure), min(max(8, part), 40), left)
		}
	}
	d.extension(extDisplay, 4, len(values))
	d.int(values...)
}

func (d *dictionary) longNames() {
	pairs := make([]string, len(d.names))
	for i, name := range d.names {
		pairs[i] = d.shorts[i] + "=" + name
	}
	d.bytes(extNames, strings.Join(pairs, "\t"))
}

// veryLong writes the widths of the strings that have several segments.
func (d *dictionary) veryLong() {
	var text strings.Builder
	for i := range d.variables {
		if d.widths[i] > segmentSize {
			fmt.Fprintf(&text, "%s=%05d\x00\t", d.shorts[i], d.widths[i])
		}
	}
	d.bytes(extVeryLong, text.String())
}

// longLabels writes the value labels of strings of more than eight bytes.
func (d *dictionary) longLabels() {
	var b []byte
	sized := func(s string) {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	for i := range d.variables {
		v := &d.variables[i]
		if len(v.Values) == 0 || d.widths[i] <= longString {
			continue
		}
		sized(d.names[i])
		b = binary.LittleEndian.AppendUint32(b, uint32(d.widths[i]))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(v.Values)))
		for _, l := range v.Values {
			text := cut(l.Text, d.widths[i])
			sized(text + strings.Repeat(" ", d.widths[i]-len(text)))
			sized(valueLabel(l.Label))
		}
	}
	d.bytes(extLongLabels, string(b))
}
