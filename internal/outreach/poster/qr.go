package poster

import (
	"github.com/yeqown/go-qrcode/v2"
)

// matrix takes the modules of a QR code as it is written.
type matrix struct {
	side int
	dark [][]bool // by row and column
}

// Write keeps the modules.
func (m *matrix) Write(from qrcode.Matrix) error {
	m.side = from.Width()
	m.dark = make([][]bool, from.Height())
	for y := range m.dark {
		m.dark[y] = make([]bool, from.Width())
	}
	from.Iterate(qrcode.IterDirection_ROW, func(x, y int, v qrcode.QRValue) { m.dark[y][x] = v.IsSet() })
	return nil
}

// Close has nothing to do.
func (m *matrix) Close() error { return nil }

func encode(text string) (*matrix, error) {
	code, err := qrcode.NewWith(text, qrcode.WithErrorCorrectionLevel(qrcode.ErrorCorrectionMedium))
	if err != nil {
		return nil, err
	}
	m := &matrix{}
	if err := code.Save(m); err != nil {
		return nil, err
	}
	return m, nil
}

// bars gives the dark modules as horizontal bars: row, first column and length.
func (m *matrix) bars(draw func(y, x, n int)) {
	for y, row := range m.dark {
		for x := 0; x < len(row); x++ {
			n := 0
			for x+n < len(row) && row[x+n] {
				n++
			}
			if n > 0 {
				draw(y, x, n)
				x += n
			}
		}
	}
}
