package foreign

import (
	"strings"
	"time"
)

// tokens of a date format and what package time calls them, the longer before the shorter.
var tokens = []struct{ token, layout string }{
	{"YYYY", "2006"},
	{"YY", "06"},
	{"MMM", "Jan"},
	{"MM", "01"},
	{"M", "1"},
	{"DD", "02"},
	{"D", "2"},
	{"HH", "15"},
	{"H", "15"},
	{"hh", "03"},
	{"h", "3"},
	{"mm", "04"},
	{"m", "4"},
	{"ss", "05"},
	{"s", "5"},
	{"A", "PM"},
}

// isoFormats are always understood: XLSX dates come in the first two.
var isoFormats = []string{"YYYY-MM-DD", "YYYY-MM-DD HH:mm:ss", "YYYY-M-D", "YYYY-M-D H:mm", "YYYY/M/D", "YYYY/M/D H:mm", "YYYY/M/D H:mm:ss", "YYYY年M月D日"}

// layoutOf translates a date format. It must name year, month and day, each once, and no other letters than
// tokens and a T between date and time.
func layoutOf(format string) (string, bool) {
	var layout strings.Builder
	named := map[byte]int{}
	for rest := format; rest != ""; {
		token, goes := "", ""
		for _, t := range tokens {
			if strings.HasPrefix(rest, t.token) {
				token, goes = t.token, t.layout
				break
			}
		}
		if token == "" {
			c := rest[0]
			if c != 'T' && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
				return "", false
			}
			layout.WriteByte(c)
			rest = rest[1:]
			continue
		}
		named[token[0]]++
		layout.WriteString(goes)
		rest = rest[len(token):]
	}
	for _, n := range named {
		if n > 1 {
			return "", false
		}
	}
	return layout.String(), named['Y'] == 1 && named['M'] == 1 && named['D'] == 1
}

// dates reads instants in the formats of one mapping.
type dates struct {
	prefix   string
	layouts  []string
	zone     *time.Location
	from, to time.Time // the period, to exclusive
}

func newDates(d *Date, zone *time.Location, period Period) dates {
	r := dates{prefix: d.Prefix, zone: zone}
	for _, format := range append(append([]string{}, d.Formats...), isoFormats...) {
		if layout, ok := layoutOf(format); ok {
			r.layouts = append(r.layouts, layout)
		}
	}
	r.from, _ = time.ParseInLocation(time.DateOnly, period.From, zone)
	to, _ := time.ParseInLocation(time.DateOnly, period.To, zone)
	r.to = to.AddDate(0, 0, 1)
	return r
}

func (r dates) parse(value string) (time.Time, bool) {
	for _, layout := range r.layouts {
		if t, err := time.ParseInLocation(layout, r.prefix+value, r.zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func (r dates) within(t time.Time) bool { return !t.Before(r.from) && t.Before(r.to) }
