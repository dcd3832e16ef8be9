package response

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/sheet"
	"manyi.dev/manyi/internal/sheet/sav"
)

// The most that a worksheet has room for: columns, rows without the heading, and characters in a cell.
const (
	bookColumns = 1 << 14
	bookRows    = 1<<20 - 1
	bookCell    = 32767
)

// exportWriter writes the rows in one of the formats.
type exportWriter interface {
	row(cells []any) error
	close(rows int) (shortened int, err error)
	discard() error // what was needed on the way; after close or instead of it
}

func (s *Service) newExportWriter(l *exportLayout, wave programme.Wave, form questionnaire.Version, out io.Writer) (exportWriter, error) {
	about := exportAbout{layout: l, wave: wave, form: form, made: calendar.DateAt(s.now(), s.zone)}
	switch l.options.Format {
	case FormatSAV:
		return s.newSAVExport(l, &about, out)
	case FormatXLSX:
		if len(l.columns) > bookColumns {
			return nil, errs.New(errs.Invalid, "export.too_many_columns").With("columns", len(l.columns)).With("limit", bookColumns)
		}
		book := sheet.NewBook(out)
		w := &bookExport{book: book, about: &about}
		if err := book.Sheet(l.say("export.sheet.responses")); err != nil {
			return nil, err
		}
		return w, book.Header(l.header()...)
	}
	w := &csvExport{sheet.NewCSV(out)}
	return w, w.table.Header(l.header()...)
}

func (l *exportLayout) header() []string {
	names := make([]string, len(l.columns))
	for i := range l.columns {
		names[i] = l.columns[i].name
	}
	return names
}

type csvExport struct{ table *sheet.CSVWriter }

func (w *csvExport) row(cells []any) error      { return w.table.Row(cells...) }
func (w *csvExport) close(int) (_ int, _ error) { return 0, w.table.Close() }
func (w *csvExport) discard() error             { return nil }

// bookExport writes an XLSX: the responses, the codebook, and what the file is.
type bookExport struct {
	book  *sheet.BookWriter
	about *exportAbout
	cut   int
}

func (w *bookExport) row(cells []any) error {
	for i, cell := range cells {
		if text, ok := cell.(string); ok && len(text) > bookCell && utf8.RuneCountInString(text) > bookCell {
			cells[i] = string([]rune(text)[:bookCell-1]) + "…"
			w.cut++
		}
	}
	return w.book.Row(cells...)
}

func (w *bookExport) close(rows int) (int, error) {
	err := w.book.Sheet(w.about.say("export.sheet.codebook"))
	if err == nil {
		err = w.about.codebook(w.book)
	}
	if err == nil {
		err = w.book.Sheet(w.about.say("export.sheet.about"))
	}
	if err == nil {
		err = w.about.facts(w.book, rows, w.cut)
	}
	if err == nil {
		err = w.book.Close()
	}
	return w.cut, err
}

func (w *bookExport) discard() error { return nil }

// savExport writes an SPSS file. Its rows wait in a file beside the exports.
type savExport struct {
	table *sav.Writer
	spool *os.File
}

func (s *Service) newSAVExport(l *exportLayout, about *exportAbout, out io.Writer) (exportWriter, error) {
	variables := make([]sav.Variable, len(l.columns))
	for i := range l.columns {
		c := &l.columns[i]
		v := c.spss
		v.Name, v.Label = c.name, c.label
		for _, one := range c.values {
			value := sav.ValueLabel{Number: one.number, Label: one.label}
			if v.Kind == sav.String {
				value.Text = one.code
			}
			v.Values = append(v.Values, value)
		}
		variables[i] = v
	}
	if s.exports != "" {
		if err := os.MkdirAll(s.exports, 0o700); err != nil {
			return nil, err
		}
	}
	spool, err := os.CreateTemp(s.exports, "spool-*")
	if err != nil {
		return nil, err
	}
	info := sav.Info{
		Label: about.title(), Product: "Manyi", Made: s.now().In(s.zone), Sets: l.sets,
	}
	if l.options.Weights == ImportedWeights && about.wave.Anonymity != programme.Anonymous {
		info.Weight = exportWeight
	}
	table, err := sav.New(out, spool, info, variables)
	if err != nil {
		return nil, errors.Join(err, (&savExport{spool: spool}).discard())
	}
	return &savExport{table: table, spool: spool}, nil
}

func (w *savExport) row(cells []any) error      { return w.table.Row(cells...) }
func (w *savExport) close(int) (int, error)     { return w.table.Cut(), w.table.Close() }
func (w *savExport) discard() error             { return errors.Join(w.spool.Close(), os.Remove(w.spool.Name())) }
func (a *exportAbout) say(key string) string    { return a.layout.say(key) }
func (a *exportAbout) in(text i18n.Text) string { return text.In(a.layout.options.Language) }
func (a *exportAbout) title() string            { return a.in(a.wave.Name) + " " + a.wave.Code }

// exportAbout describes an export: its columns, and what it is.
type exportAbout struct {
	layout *exportLayout
	wave   programme.Wave
	form   questionnaire.Version
	made   calendar.Date
}

// codebook lists every column, and under each its codes.
func (a *exportAbout) codebook(out sheet.Writer) error {
	kinds := map[string]string{
		"text": "export.kind.text", "number": "export.kind.number", "single": "export.kind.single", "multiple": "export.kind.multiple",
		"flag": "export.kind.flag", "date": "export.kind.date", "instant": "export.kind.instant",
	}
	err := out.Header(a.say("export.codebook.column"), a.say("export.codebook.label"), a.say("export.codebook.kind"),
		a.say("export.codebook.code"), a.say("export.codebook.meaning"), a.say("export.codebook.score"))
	for i := range a.layout.columns {
		c := &a.layout.columns[i]
		if err == nil {
			err = out.Row(c.name, c.label, a.say(kinds[c.kind]), nil, nil, nil)
		}
		for _, v := range c.values {
			var score any
			if v.score != nil {
				score = *v.score
			}
			if err == nil {
				err = out.Row(c.name, nil, nil, v.code, v.label, score)
			}
		}
	}
	return err
}

// facts say what the file is, in two columns.
func (a *exportAbout) facts(out sheet.Writer, rows, cut int) error {
	o := a.layout.options
	states := map[string]string{Complete: "export.states.complete", WithPartial: "export.states.partial", Everything: "export.states.all"}
	levels := map[programme.Anonymity]string{
		programme.Named: "export.level.named", programme.Confidential: "export.level.confidential", programme.Anonymous: "export.level.anonymous",
	}
	unit := o.Unit
	if unit == "" {
		unit = a.say("export.about.all_units")
	}
	if err := out.Header(a.say("export.about.what"), a.say("export.about.is")); err != nil {
		return err
	}
	facts := [][2]any{
		{a.say("export.about.wave"), a.title()},
		{a.say("export.about.period"), strings.Join([]string{string(a.wave.From), string(a.wave.To)}, " – ")},
		{a.say("export.about.level"), a.say(levels[a.wave.Anonymity])},
		{a.say("export.about.questionnaire"), a.form.Code + " " + a.form.Version},
		{a.say("export.about.states"), a.say(states[o.States])},
		{a.say("export.about.unit"), unit},
		{a.say("export.about.rows"), rows},
		{a.say("export.about.made"), string(a.made)},
	}
	if cut > 0 {
		facts = append(facts, [2]any{a.say("export.about.shortened"), strconv.Itoa(cut)})
	}
	for _, f := range facts {
		if err := out.Row(f[0], f[1]); err != nil {
			return err
		}
	}
	return nil
}
