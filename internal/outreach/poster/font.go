package poster

import (
	_ "embed"
	"sync"

	"github.com/signintech/gopdf"
)

// face is one of the two fonts; a line may need both.
type face string

const (
	latin face = "latin"
	han   face = "han"
)

var (
	//go:embed font/OpenSans-Regular.ttf
	latinFile []byte
	//go:embed font/DroidSansFallbackFull.ttf
	hanFile []byte
)

// missing stands for a character that neither font has: printers' geta mark.
const missing = '〓'

// fontsOnce reads the fonts when the first poster is made; all documents share what was read.
var fontsOnce = sync.OnceValues(func() (*gopdf.FontContainer, error) {
	fonts := &gopdf.FontContainer{}
	option := gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return missing }}
	if err := fonts.AddTTFFontDataWithOption(string(han), hanFile, option); err != nil {
		return nil, err
	}
	if err := fonts.AddTTFFontDataWithOption(string(latin), latinFile, option); err != nil {
		return nil, err
	}
	return fonts, nil
})

// faceOf is the font a character is drawn with: the Latin one for alphabets and Western signs, of which the other has
// none, the Chinese one for everything else.
func faceOf(r rune) face {
	switch {
	case r < 0x2E80 && !(r >= 0x2460 && r < 0x2500): // up to the radicals, without circled numbers
		return latin
	case r >= 0xFB00 && r < 0xFB07: // ligatures
		return latin
	}
	return han
}

// run is a piece of a line in one font.
type run struct {
	face face
	text string
}

// runs cuts a line where the font changes. A space keeps the font before it.
func runs(line string) []run {
	var list []run
	for _, r := range line {
		f := faceOf(r)
		if n := len(list); n > 0 && (list[n-1].face == f || r == ' ') {
			list[n-1].text += string(r)
		} else {
			list = append(list, run{f, string(r)})
		}
	}
	return list
}
