package definition

import (
	"cmp"
	"fmt"
	"strconv"
)

// Version splits "major.minor".
func Version(s string) (major, minor int, ok bool) {
	m := version.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	major, err := strconv.Atoi(m[1])
	if err == nil {
		minor, err = strconv.Atoi(m[2])
	}
	return major, minor, err == nil
}

// CompareNumbers orders version numbers: 1.10 comes after 1.9.
func CompareNumbers(a, b string) int {
	aMajor, aMinor, _ := Version(a)
	bMajor, bMinor, _ := Version(b)
	return cmp.Or(cmp.Compare(aMajor, bMajor), cmp.Compare(aMinor, bMinor))
}

// FirstNumber is what a document whose own number is given is published under when there is no version yet.
func FirstNumber(own string) string {
	if _, _, ok := Version(own); ok {
		return own
	}
	return "1.0"
}

// NextNumber is what a document goes on under: the next minor number when only wording differs from the last version
// (D10), else the next major one. A number of its own that is higher than the last stays.
func NextNumber(last, own string, wording bool) string {
	major, minor, _ := Version(last)
	ownMajor, _, ok := Version(own)
	switch {
	case ok && CompareNumbers(own, last) > 0 && (wording || ownMajor > major):
		return own
	case wording:
		return fmt.Sprintf("%d.%d", major, minor+1)
	}
	return fmt.Sprintf("%d.0", major+1)
}
