package poster

import (
	"fmt"
	"strings"

	"github.com/signintech/gopdf"
)

type colour struct{ r, g, b uint8 }

var (
	ink   = colour{0x14, 0x14, 0x14}
	grey  = colour{0x59, 0x59, 0x59}
	blue  = colour{0x09, 0x58, 0xd9}
	black = colour{}
)

// paper is a document while it is drawn: millimetres of A5 from the upper left. The first fault is kept, and after it
// nothing is drawn.
type paper struct {
	pdf   *gopdf.GoPdf
	k     float64 // points of a millimetre of the layout
	width float64 // of the sheet; A4 is a hair wider than A5 enlarged
	err   error
}

// The layout: the height of A5, the width of texts, the side of the code.
const (
	height = 210.0
	inner  = 120.0
	qrSide = 66.0
)

// block is a text that is centred in its part of the sheet.
type block struct {
	text   string
	size   float64 // of the letters, in points on A5
	colour colour
	most   int     // lines
	width  float64 // 0: the whole inner width
	link   bool    // leads to the address it shows
	small  float64 // of the letters when it needs more lines than most; 0: it is cut
}

// sheet draws one poster on a page of its own. What is scanned, typed and promised stands at the same height on every
// poster; the words above the code share the room that they leave.
func (p *paper) sheet(s *Sheet) {
	code, err := encode(s.Link)
	if err != nil {
		p.err = fmt.Errorf("QR code of %s: %w", s.Unit, err)
		return
	}
	p.pdf.AddPage()
	p.fill(0, 0, p.width, 3, blue)
	head := []block{
		{text: s.Organisation, size: 12, colour: grey, most: 1},
		{text: s.Title, size: 25, small: 19, colour: ink, most: 2},
		{text: s.Unit, size: 15, small: 12, colour: blue, most: 2},
		{text: s.Why, size: 10, colour: grey, most: 3, width: inner - 8},
	}
	const from, to, code0 = 13.0, 78.0, 84.0
	gap := to - from
	for _, b := range head {
		gap -= p.height(b)
	}
	gap = min(gap/float64(len(head)-1), 5.5)
	y := from
	for _, b := range head {
		if y = p.block(y, b); b.text != "" {
			y += gap
		}
	}
	p.qr(code, (p.width-qrSide)/2, code0, qrSide)
	y = p.block(code0+qrSide+3.5, block{text: join(s.Scan, s.Minutes), size: 13, small: 11, colour: ink, most: 1}) + 1
	p.block(y, block{text: s.Link, size: 10, small: 7.5, colour: blue, most: 1, link: true})
	y = 176
	p.fill((p.width-18)/2, y, 18, 0.5, blue)
	y = p.block(y+3, block{text: s.Level, size: 11, colour: ink, most: 1}) + 0.5
	p.block(y, block{text: s.Promise, size: 9, colour: grey, most: 3, width: inner - 8})
	p.block(height-8.5, block{text: s.Foot, size: 7.5, colour: grey, most: 1})
}

func join(parts ...string) string {
	var list []string
	for _, part := range parts {
		if part != "" {
			list = append(list, part)
		}
	}
	return strings.Join(list, " · ")
}

// block writes a text from y on and returns where it ends; one without words takes no room.
func (p *paper) block(y float64, b block) float64 {
	lines, b := p.set(b)
	for _, line := range lines {
		w := p.measure(line, b.size)
		x := (p.width - w) / 2
		p.write(x, y+b.leading()*0.76, line, b)
		if b.link && p.err == nil {
			p.pdf.AddExternalLink(b.text, x*p.k, y*p.k, w*p.k, b.leading()*p.k)
		}
		y += b.leading()
	}
	return y
}

func (p *paper) height(b block) float64 {
	lines, b := p.set(b)
	return float64(len(lines)) * b.leading()
}

// leading is the height of a line in millimetres.
func (b block) leading() float64 { return b.size / pointsPerMM * 1.38 }

// set breaks a text into lines, in smaller letters where it needs them. An address is never cut: it takes what it needs.
func (p *paper) set(b block) ([]string, block) {
	if b.width == 0 {
		b.width = inner
	}
	measure := func(s string) float64 { return p.measure(s, b.size) }
	if b.small > 0 && len(wrap(b.text, b.width, b.most+1, measure)) > b.most {
		b.size = b.small
	}
	if b.link {
		b.most = 100
	}
	return balance(b.text, b.width, b.most, measure), b
}

// measure is the width of a line in millimetres.
func (p *paper) measure(line string, size float64) float64 {
	total := 0.0
	for _, r := range runs(line) {
		p.font(r.face, size)
		if p.err != nil {
			return 0
		}
		w, err := p.pdf.MeasureTextWidth(r.text)
		p.err = err
		total += w
	}
	return total / p.k
}

// write draws a line whose letters stand on y.
func (p *paper) write(x, y float64, line string, b block) {
	p.pdf.SetTextColor(b.colour.r, b.colour.g, b.colour.b)
	for _, r := range runs(line) {
		p.font(r.face, b.size)
		if p.err != nil {
			return
		}
		p.pdf.SetXY(x*p.k, y*p.k)
		p.err = p.pdf.Text(r.text)
		x += p.measure(r.text, b.size)
	}
}

// font chooses a font; size is in points on A5.
func (p *paper) font(f face, size float64) {
	if p.err == nil {
		p.err = p.pdf.SetFont(string(f), "", size*p.k/pointsPerMM)
	}
}

func (p *paper) fill(x, y, w, h float64, c colour) {
	p.pdf.SetFillColor(c.r, c.g, c.b)
	p.pdf.RectFromUpperLeftWithStyle(x*p.k, y*p.k, w*p.k, h*p.k, "F")
}

// qr draws a code of the given side without its quiet zone, which the white around it is. Bars overlap by a hair, so
// that no viewer shows seams.
func (p *paper) qr(m *matrix, x, y, side float64) {
	const hair = 0.02
	module := side / float64(m.side)
	m.bars(func(row, column, n int) {
		p.fill(x+float64(column)*module, y+float64(row)*module, float64(n)*module+hair, module+hair, black)
	})
}
