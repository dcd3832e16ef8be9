// Package template ships questionnaires to start from, each with the indicator system its items are bound to. They are
// in our own words, complete in every language, and pass every check as they stand: publishing the indicators and then
// the questionnaire gives a form that can be opened at once. Whoever starts from one copies it under a code of his own.
package template

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
)

//go:embed data
var data embed.FS

// Template is a questionnaire to start from.
type Template struct {
	Code          string
	Purpose       i18n.Text // what it is for
	Questionnaire questionnaire.Document
	Indicators    indicator.Document
}

// All lists the templates, the most complete first. Every call reads them anew, so a caller may change what it gets.
func All() ([]Template, error) {
	text, err := fs.ReadFile(data, "data/index.json")
	if err != nil {
		return nil, err
	}
	var index []struct {
		Code    string    `json:"code"`
		Purpose i18n.Text `json:"purpose"`
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	all := make([]Template, len(index))
	for i, entry := range index {
		t := Template{Code: entry.Code, Purpose: entry.Purpose}
		form, system, err := Files(entry.Code)
		if err != nil {
			return nil, err
		}
		if t.Questionnaire, err = questionnaire.Parse(bytes.NewReader(form)); err != nil {
			return nil, fmt.Errorf("template %s: %w", entry.Code, err)
		}
		if t.Indicators, err = indicator.Parse(bytes.NewReader(system)); err != nil {
			return nil, fmt.Errorf("template %s: %w", entry.Code, err)
		}
		all[i] = t
	}
	return all, nil
}

// ByCode is one template; errs.NotFound "template.unknown".
func ByCode(code string) (Template, error) {
	all, err := All()
	if err != nil {
		return Template{}, err
	}
	for _, t := range all {
		if t.Code == code {
			return t, nil
		}
	}
	return Template{}, errs.New(errs.NotFound, "template.unknown").With("code", code)
}

// Files are a template's two files as they are written; errs.NotFound "template.unknown".
func Files(code string) (form, system []byte, err error) {
	form, err = fs.ReadFile(data, "data/"+code+"/questionnaire.json")
	if err == nil {
		system, err = fs.ReadFile(data, "data/"+code+"/indicators.json")
	}
	if err != nil {
		return nil, nil, errs.New(errs.NotFound, "template.unknown").With("code", code).Because(err)
	}
	return form, system, nil
}
