package datacases

import (
	"reflect"
	"testing"
)

func TestData(t *testing.T) {
	t.Parallel()
	Suite().Test(t)
}

// R: read.csv of these texts with all columns as text.
func TestReadSeesWhatReadCsvSees(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][][]string{
		"\ufeffid, b ,\"c \",,x,x\n1,2,3,4,5,6\n\n7,8,,,,\n  ,\"a\"\"b\",\"x\r\ny\",z\"q r\",\"5,6\",7\r\nq\n": {
			{"id", "b", "c ", "", "x", "x"},
			{"1", "2", "3", "4", "5", "6"},
			{"7", "8", "", "", "", ""},
			{"  ", "a\"b", "x\ny", "zq r", "5,6", "7"},
			{"q", "", "", "", "", ""},
		},
		"a,b\n1,2,3\n4,5,6": {{"a", "b"}, {"2", "3"}, {"5", "6"}},
		"a,b,c\n1,2\n4,5,6\n1,2,3\n1,2,3\n1,2,3\n7,8,9,10\n": {
			{"a", "b", "c"}, {"1", "2", ""}, {"4", "5", "6"}, {"1", "2", "3"}, {"1", "2", "3"}, {"1", "2", "3"}, {"7", "8", "9"}, {"10", "", ""},
		},
	} {
		header, rows, err := read([]byte(text))
		if err != nil || !reflect.DeepEqual(append([][]string{header}, rows...), want) {
			t.Errorf("%q is %q, %q, %v", text, header, rows, err)
		}
	}
	for _, text := range []string{"", "a\n1,2,3\n"} {
		if header, rows, err := read([]byte(text)); err == nil {
			t.Errorf("%q is %q, %q", text, header, rows)
		}
	}
}
