package customer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// surnames are characters that sound differently at the beginning of a name.
var surnames = map[rune]byte{
	'单': 's', '仇': 'q', '曾': 'z', '解': 'x', '任': 'r', '区': 'o', '查': 'z', '盖': 'g', '朴': 'p', '尉': 'y', '缪': 'm',
	'翟': 'z', '召': 's', '折': 's', '黑': 'h', '秘': 'b', '冼': 'x', '重': 'c', '员': 'y', '繁': 'p', '种': 'c', '佴': 'n',
	'乐': 'y', '晁': 'c', '覃': 'q', '句': 'g', '那': 'n', '长': 'z', '沈': 's', '洗': 'x',
}

// sounds are characters whose usual reading in names is not the first one of the dictionary.
var sounds = map[rune]byte{'长': 'c', '行': 'h', '重': 'c', '乐': 'l', '银': 'y', '厦': 'x', '朝': 'c', '嘉': 'j'}

// Initials are the first letters of a name as it sounds: 王小明 is wxm, Anna Bo is ab. Digits stay.
func Initials(name string) string {
	var b strings.Builder
	word := false // inside a word of Latin letters
	first := true
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.Is(unicode.Han, r):
			if letter := sound(r, first); letter != 0 {
				b.WriteByte(letter)
			}
			word = false
		case unicode.IsDigit(r):
			b.WriteRune(r)
			word = false
		case unicode.IsLetter(r):
			if !word {
				b.WriteRune(r)
			}
			word = true
		case r != '\'' && r != '’':
			word = false
		}
		if !unicode.IsSpace(r) {
			first = false
		}
	}
	return b.String()
}

// sound is the first letter of a character's reading, 0 when it has none.
func sound(r rune, surname bool) byte {
	if letter, ok := surnames[r]; ok && surname {
		return letter
	}
	if letter, ok := sounds[r]; ok {
		return letter
	}
	letter, _ := utf8.DecodeRuneInString(pinyin.PinyinDict[int(r)])
	switch letter {
	case 'ā', 'á', 'ǎ', 'à':
		return 'a'
	case 'ē', 'é', 'ě', 'è', 'ê', 'ế', 'ề':
		return 'e'
	case 'ō', 'ó', 'ǒ', 'ò':
		return 'o'
	case 'ḿ':
		return 'm'
	case 'ń', 'ň', 'ǹ':
		return 'n'
	}
	if letter < 'a' || letter > 'z' {
		return 0
	}
	return byte(letter)
}
