package poster

import (
	"fmt"
	"io"
	"time"

	"github.com/signintech/gopdf"
)

// Size is a format of paper.
type Size string

// The formats of paper: A4 is A5 enlarged.
const (
	A4 Size = "a4"
	A5 Size = "a5"
)

const pointsPerMM = 72 / 25.4

// paper is width and height in millimetres.
func (s Size) paper() (w, h float64) {
	if s == A4 {
		return 210, 297
	}
	return 148, 210
}

// Sheet is what one poster says, in one language.
type Sheet struct {
	Organisation string // who asks; "" when it is not known
	Title        string // the questionnaire's title
	Unit         string // the unit that is judged
	Why          string // the questionnaire's introduction; "" without one
	Scan         string // what to do with the code
	Minutes      string // how long it takes; "" when it is not known
	Link         string // the address behind the code
	Level        string // whether answers are named, confidential or anonymous
	Promise      string // what that means
	Foot         string // wave and period
}

// Document is a file with posters.
type Document struct {
	Title  string
	Size   Size
	Made   time.Time
	Sheets []Sheet
}

// Write draws the document. It is made in memory before the first byte is written, so a fault leaves no half file.
func Write(w io.Writer, d Document) error {
	p, err := newPaper(d)
	if err != nil {
		return err
	}
	for i := range d.Sheets {
		p.sheet(&d.Sheets[i])
	}
	if p.err != nil {
		return p.err
	}
	if _, err := p.pdf.WriteTo(w); err != nil {
		return fmt.Errorf("write posters: %w", err)
	}
	return nil
}

func newPaper(d Document) (*paper, error) {
	fonts, err := fontsOnce()
	if err != nil {
		return nil, fmt.Errorf("fonts of posters: %w", err)
	}
	w, h := d.Size.paper()
	k := pointsPerMM * h / height
	p := &paper{pdf: &gopdf.GoPdf{}, k: k, width: w * pointsPerMM / k}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: w * pointsPerMM, H: h * pointsPerMM}})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: d.Title, Creator: "Manyi", Producer: "Manyi", CreationDate: d.Made})
	for _, f := range []face{latin, han} {
		if err := p.pdf.AddTTFFontFromFontContainer(string(f), fonts); err != nil {
			return nil, fmt.Errorf("fonts of posters: %w", err)
		}
	}
	return p, nil
}
