package programme

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// Format is the format of a programme as a file.
const Format = "manyi.programme/1"

// Document is a programme with its waves as a file.
type Document struct {
	Format  string    `json:"format"`
	Code    string    `json:"code"`
	Name    i18n.Text `json:"name"`
	Purpose i18n.Text `json:"purpose,omitempty"`
	// Population says whom the programme is about: whose answers its figures stand for.
	Population i18n.Text `json:"population,omitempty"`
	Waves      []Spec    `json:"waves"`
}

// Spec is what a wave is to be.
type Spec struct {
	Code          string    `json:"code" yaml:"code"`
	Name          i18n.Text `json:"name" yaml:"name"`
	From          string    `json:"from" yaml:"from"`
	To            string    `json:"to" yaml:"to"`
	Anonymity     Anonymity `json:"anonymity" yaml:"anonymity"`
	Questionnaire Ref       `json:"questionnaire" yaml:"questionnaire"`
	RootUnit      string    `json:"root_unit" yaml:"root_unit"`
	SurveyedTypes []string  `json:"surveyed_types,omitempty" yaml:"surveyed_types"` // empty: every unit
	Target        int64     `json:"target,omitempty" yaml:"target"`                 // valid responses per unit and quarter
	Previous      string    `json:"previous,omitempty" yaml:"previous"`             // code of the wave it is compared with
	KeepPartial   bool      `json:"keep_partial,omitempty" yaml:"keep_partial"`     // half-answered drafts count as partial
}

// Ref names a published version.
type Ref struct {
	Code    string `json:"code" yaml:"code"`
	Version string `json:"version" yaml:"version"`
}

const maxDocument = 1 << 20

// ParseDocument reads a programme file. Unknown fields are refused.
func ParseDocument(r io.Reader) (Document, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return Document{}, err
	}
	unreadable := errs.New(errs.Invalid, "programme.unreadable")
	if len(text) > maxDocument {
		return Document{}, unreadable.With("fault", fmt.Sprintf("> %d bytes", maxDocument))
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var d Document
	if err := dec.Decode(&d); err != nil {
		return Document{}, unreadable.With("fault", err)
	}
	if d.Format != Format {
		return Document{}, errs.New(errs.Invalid, "programme.format").At("format").With("want", Format)
	}
	return d, d.check()
}

var codePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (d *Document) check() error {
	var all []error
	if !codePattern.MatchString(d.Code) {
		all = append(all, errs.New(errs.Invalid, "wave.code").At("code"))
	}
	if d.Name.In(i18n.ZH) == "" {
		all = append(all, errs.New(errs.Invalid, "wave.name_missing").At("name"))
	}
	for i := range d.Waves {
		all = append(all, d.Waves[i].check(fmt.Sprintf("waves[%d].", i)))
	}
	return errors.Join(all...)
}

// check finds the faults of a wave's settings; at is the place of the wave in its file.
func (s *Spec) check(at string) error {
	var all []error
	fault := func(key, field string) { all = append(all, errs.New(errs.Invalid, key).At(at+field)) }
	if !codePattern.MatchString(s.Code) {
		fault("wave.code", "code")
	}
	if s.Name.In(i18n.ZH) == "" {
		fault("wave.name_missing", "name")
	}
	from, e1 := calendar.ParseDate(s.From)
	to, e2 := calendar.ParseDate(s.To)
	switch {
	case e1 != nil:
		fault("wave.date", "from")
	case e2 != nil:
		fault("wave.date", "to")
	case to < from:
		fault("wave.period", "to")
	}
	switch s.Anonymity {
	case Named, Confidential, Anonymous:
	default:
		fault("wave.anonymity", "anonymity")
	}
	if s.KeepPartial && s.Anonymity == Anonymous { // there are no drafts (D5)
		fault("wave.keep_partial", "keep_partial")
	}
	return errors.Join(all...)
}
