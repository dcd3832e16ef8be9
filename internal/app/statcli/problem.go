package statcli

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/stat"
)

// explain puts an error of the library in the words of the catalogue, with the row of the file. Any
// other error stays as it is.
func (c *call) explain(err error) error {
	var e *stat.Error
	if !errors.As(err, &e) {
		return err
	}
	told := errs.New(errs.Invalid, reasonKey(e.Reason)).
		With("subject", c.subject(e.Subject)).With("got", plain(e.Got)).With("want", plain(e.Want)).
		With("iterations", e.Iterations).With("distance", strconv.FormatFloat(e.Distance, 'g', 3, 64))
	switch {
	case c.file == nil:
		return told
	case e.Row > 0 && e.Row <= len(c.file.rows):
		return told.At(c.file.at(c.file.rows[e.Row-1]))
	}
	return told.At(c.file.name)
}

// words is an error of the library as a note beside a result.
func (c *call) words(err error) string {
	all := errs.All(c.explain(err))
	if len(all) == 0 {
		return err.Error()
	}
	return i18n.T(c.Lang, all[0].Key, all[0].Args)
}

// reasonKey is the catalogue's key of a reason.
func reasonKey(r stat.Reason) string { return "stat.reason." + string(r) }

func plain(x float64) string { return strconv.FormatFloat(x, 'g', 12, 64) }

// variable are the parts of a subject that come from the data: quoted names and numbers.
var variable = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\d+`)

// subject is what an error is about. The words of the library are those of the catalogue when it has
// them (stat.subject.items_of for `items of "Image"`); names of the data stay.
func (c *call) subject(text string) string {
	parts := variable.FindAllString(text, -1)
	words := strings.Fields(variable.ReplaceAllString(text, " "))
	key := "stat.subject." + strings.ToLower(strings.Join(words, "_"))
	if len(words) == 0 || !i18n.Has(key) {
		return text
	}
	args := []any{"name", "", "other", ""}
	for i, part := range parts[:min(len(parts), 2)] {
		args[2*i+1] = part
	}
	return strings.TrimSpace(c.t(key, args...))
}
