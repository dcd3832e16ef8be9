package sheet

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const (
	encodingUTF8    = "utf-8"
	encodingGB18030 = "gb18030"
)

// The byte order mark in UTF-8 and in GB 18030.
var (
	bom   = []byte{0xEF, 0xBB, 0xBF}
	bomGB = []byte{0x84, 0x31, 0x95, 0x33}
)

// detect reads the whole text and says which encoding it is in. Text without a fault is UTF-8 when it is
// valid UTF-8. With faults the majority decides: Chinese in GB18030 makes few sequences that happen to be
// valid UTF-8 and many that are not, while UTF-8 with a damaged byte has many good sequences and few bad.
// So one broken character is reported as one, and the rest of the file is not turned into rubbish.
func detect(source io.Reader) (string, error) {
	in := bufio.NewReaderSize(source, 64<<10)
	valid, invalid := 0, 0
	for {
		r, size, err := in.ReadRune()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
		switch {
		case r == utf8.RuneError && size == 1:
			invalid++
		case size > 1:
			valid++
		}
	}
	if invalid > valid {
		return encodingGB18030, nil
	}
	return encodingUTF8, nil
}

// decoder turns the bytes of a cell into text.
type decoder struct{ gb *encoding.Decoder }

func newDecoder(name string) *decoder {
	if name == encodingGB18030 {
		return &decoder{simplifiedchinese.GB18030.NewDecoder()}
	}
	return &decoder{}
}

// text is the cell as text, or the index of the first byte that begins no character.
func (d *decoder) text(cell []byte) (text string, bad int) {
	ascii := true
	for _, b := range cell {
		if b >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return string(cell), -1
	}
	if d.gb == nil {
		for i := 0; i < len(cell); {
			r, size := utf8.DecodeRune(cell[i:])
			if r == utf8.RuneError && size == 1 {
				return "", i
			}
			i += size
		}
		return string(cell), -1
	}
	if all, err := d.gb.Bytes(cell); err == nil && !bytes.ContainsRune(all, utf8.RuneError) {
		return string(all), -1
	}
	out := make([]byte, 0, len(cell)*3/2)
	for i := 0; i < len(cell); {
		size := gbLength(cell[i:])
		if size == 0 {
			return "", i
		}
		one, err := d.gb.Bytes(cell[i : i+size])
		if err != nil || string(one) == string(utf8.RuneError) {
			return "", i
		}
		out, i = append(out, one...), i+size
	}
	return string(out), -1
}

// gbLength is the length of the GB18030 character at the start of b, 0 when there is none.
func gbLength(b []byte) int {
	switch c := b[0]; {
	case c < 0x80:
		return 1
	case c == 0x80: // the euro sign of code page 936
		return 1
	case c == 0xFF || len(b) < 2:
		return 0
	}
	switch c := b[1]; {
	case c >= 0x30 && c <= 0x39:
		if len(b) < 4 {
			return 0
		}
		return 4
	case c >= 0x40 && c <= 0x7E, c >= 0x80 && c <= 0xFE:
		return 2
	}
	return 0
}
