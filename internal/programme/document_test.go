package programme_test

import (
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

const wave = `{"code": "w", "name": {"zh": "期"}, "from": "2026-01-01", "to": "2026-06-30", "anonymity": "named",
	"questionnaire": {"code": "q", "version": "1.0"}, "root_unit": "R"}`

func file(fields string) string { return `{"format": "manyi.programme/1", ` + fields + `}` }

func TestDocumentFaultsHaveTheirPlace(t *testing.T) {
	t.Parallel()
	with := func(old, fresh string) string {
		return file(`"code": "p", "name": {"zh": "项目"}, "waves": [` + wave + `, ` + strings.Replace(wave, old, fresh, 1) + `]`)
	}
	tests := []struct {
		name, text string
		want       []string
	}{
		{"right", with("", ""), nil},
		{"no JSON", `{`, []string{" programme.unreadable"}},
		{"unknown field", file(`"code": "p", "colour": "red"`), []string{" programme.unreadable"}},
		{"too large", file(`"code": "` + strings.Repeat("p", 1<<20) + `"`), []string{" programme.unreadable"}},
		{"other format", `{"format": "manyi.programme/2"}`, []string{"format programme.format"}},
		{"no code, no name", file(`"waves": []`), []string{"code wave.code", "name wave.name_missing"}},
		{"code with a space", with(`"w"`, `"w 2"`), []string{"waves[1].code wave.code"}},
		{"no name", with(`{"zh": "期"}`, `{}`), []string{"waves[1].name wave.name_missing"}},
		{"no such day", with(`2026-01-01`, `2026-02-30`), []string{"waves[1].from wave.date"}},
		{"no such last day", with(`2026-06-30`, `30.6.2026`), []string{"waves[1].to wave.date"}},
		{"ends before it begins", with(`2026-06-30`, `2025-06-30`), []string{"waves[1].to wave.period"}},
		{"no such level", with(`"named"`, `"secret"`), []string{"waves[1].anonymity wave.anonymity"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := programme.ParseDocument(strings.NewReader(tt.text))
			var got []string
			for _, e := range errs.All(err) {
				got = append(got, e.Field+" "+e.Key)
				for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
					if text := i18n.T(lang, e.Key, e.Args); text == e.Key || strings.Contains(text, "{") {
						t.Errorf("text of %s in %s: %q", e.Key, lang, text)
					}
				}
			}
			if err != nil && got == nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %q (%v), want %q", got, err, tt.want)
			}
		})
	}
}

// A file that names what is not there changes nothing, also not by its other waves.
func TestDefineIsAllOrNothing(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	doc := responsetest.Document("one", programme.Named)
	bad := doc.Waves[0]
	bad.Code, bad.Questionnaire = "two", programme.Ref{Code: "nowhere", Version: "1.0"}
	doc.Waves = append(doc.Waves, bad)
	if err := w.Programmes.Define(ctx, responsetest.By, doc); !errs.Is(err, errs.NotFound) {
		t.Errorf("a questionnaire that is not there: %v", err)
	}
	waves, err := w.Programmes.Waves(ctx)
	if err != nil || len(waves) != 0 {
		t.Errorf("%d waves were made, %v", len(waves), err)
	}
	if all, err := w.Programmes.Programmes(ctx); err != nil || len(all) != 0 {
		t.Errorf("%d programmes were made, %v", len(all), err)
	}
}
