package sav

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what a variable holds.
type Kind int

// The kinds.
const (
	Number  Kind = iota // float64 or int; shown with Decimals
	String              // text
	Day                 // a time.Time, of which the day counts
	Instant             // a time.Time to the second, as its own clock shows it
)

// Measure is the measurement level.
type Measure int32

// The levels, with the numbers of the format.
const (
	Nominal Measure = 1
	Ordinal Measure = 2
	Scale   Measure = 3
)

// Variable is a column of the file.
type Variable struct {
	Name     string // wished for; Names makes it one that the format allows
	Label    string
	Kind     Kind
	Decimals int
	Measure  Measure
	Values   []ValueLabel
	Missing  []float64 // user-missing values of a number, three at most
}

// ValueLabel says what a value means: Number of a numeric variable, Text of a string.
type ValueLabel struct {
	Number float64
	Text   string
	Label  string
}

// Set is a group of variables that are the answers 0 and 1 of one question.
type Set struct {
	Name      string // as wished, without the dollar sign
	Label     string
	Variables []string // their names as given in Variable.Name
}

const (
	maxName     = 64    // bytes of a variable's name
	maxLabel    = 255   // bytes of a label
	maxValue    = 120   // bytes of a value label
	maxString   = 32767 // bytes of a string
	maxMissing  = 3
	longString  = 8   // a string of more bytes is kept apart in several records
	segmentSize = 255 // bytes of text in a segment of a very long string
	segmentStep = 252 // by which the declared width of a very long string falls from segment to segment
)

var reserved = map[string]bool{
	"ALL": true, "AND": true, "BY": true, "EQ": true, "GE": true, "GT": true, "LE": true, "LT": true, "NE": true, "NOT": true,
	"OR": true, "TO": true, "WITH": true,
}

// Names makes names that the format allows of wished ones: letters, digits and . _ # $ @, a letter first, at most 64 bytes,
// no word of the language, different without regard to case.
func Names(wished []string) []string {
	seen := make(map[string]bool, len(wished))
	names := make([]string, len(wished))
	for i, w := range wished {
		name := legal(w)
		for n := 2; seen[strings.ToUpper(name)]; n++ {
			suffix := "_" + strconv.Itoa(n)
			name = cut(legal(w), maxName-len(suffix)) + suffix
		}
		seen[strings.ToUpper(name)] = true
		names[i] = name
	}
	return names
}

func legal(wish string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || r < utf8.RuneSelf && (unicode.IsDigit(r) || strings.ContainsRune("._#$@", r)) {
			return r
		}
		return '_'
	}, strings.ToValidUTF8(wish, "_"))
	if first, _ := utf8.DecodeRuneInString(name); !unicode.IsLetter(first) {
		name = "V_" + name
	}
	name = strings.TrimRight(cut(name, maxName), "._")
	if name == "V" && wish != "V" || reserved[strings.ToUpper(name)] {
		name += "_1"
	}
	return name
}

// cut shortens a text to at most so many bytes, at a character.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// check refuses what is a mistake of the caller.
func (v *Variable) check() error {
	switch {
	case len(v.Missing) > maxMissing:
		return fmt.Errorf("sav: %s has %d missing values, three is the most", v.Name, len(v.Missing))
	case v.Kind == String && len(v.Missing) > 0:
		return fmt.Errorf("sav: %s is a string and has no missing values", v.Name)
	case v.Measure < Nominal || v.Measure > Scale:
		return fmt.Errorf("sav: %s has no measurement level", v.Name)
	case v.Decimals < 0 || v.Decimals > 16:
		return fmt.Errorf("sav: %s has %d decimals", v.Name, v.Decimals)
	}
	return nil
}

// The formats of the format, by their numbers.
const (
	formatA        = 1
	formatF        = 5
	formatDateTime = 22
	formatSDate    = 39
)

// format is how a variable is shown: decimals, width and kind in one number.
func (v *Variable) format(width int) int32 {
	switch v.Kind {
	case String:
		return int32(formatA<<16 | min(width, 255)<<8)
	case Day:
		return formatSDate<<16 | 10<<8
	case Instant:
		return formatDateTime<<16 | 20<<8
	}
	return int32(formatF<<16 | v.shown()<<8 | v.Decimals)
}

// shown is the width in characters in which a number is shown.
func (v *Variable) shown() int {
	width := 8
	for _, l := range v.Values {
		width = max(width, len(strconv.FormatFloat(l.Number, 'f', v.Decimals, 64)))
	}
	return min(width+v.Decimals, 40)
}

// segments are the widths of the parts that a string of so many bytes is stored in; one part up to 255 bytes.
func segments(width int) []int {
	if width <= segmentSize {
		return []int{width}
	}
	n := (width + segmentStep - 1) / segmentStep
	widths := make([]int, n)
	for i := range widths {
		widths[i] = segmentSize
	}
	widths[n-1] = width - (n-1)*segmentStep
	return widths
}

// octets is how many groups of eight bytes a part takes.
func octets(width int) int { return (width + 7) / 8 }
