package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStartFromATemplate goes the way of somebody who starts from a template: look, take its two files, publish both,
// correct a word as a minor version, and see the difference.
func TestStartFromATemplate(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "LANG=en_GB.UTF-8")
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	if list := s.must(t, "questionnaire", "template"); strings.Count(list, "\n") != 4 || !strings.Contains(list, "hall-sms     After a visit to a business hall") {
		t.Errorf("the templates:\n%s", list)
	}
	s.must(t, "questionnaire", "template", "nps", "--output", file("nps.json"))
	s.must(t, "questionnaire", "template", "nps", "--indicators", "--output", file("system.json"))
	if o := s.run(t, "import", "questionnaire", file("nps.json")); o.code != 2 || !strings.Contains(o.stderr, "indicator") {
		t.Errorf("without its indicators: %+v", o)
	}
	s.must(t, "import", "indicator", file("system.json"))
	s.must(t, "import", "questionnaire", file("nps.json"))

	shown := s.must(t, "questionnaire", "show", "nps@1.0")
	write(t, file("shown.json"), shown)
	if out := s.must(t, "import", "questionnaire", file("shown.json")); !strings.Contains(out, "nps 1.0") {
		t.Errorf("the published version, exported and imported again: %s", out)
	}
	write(t, file("minor.json"), strings.NewReplacer(`"1.0",`+"\n  \"languages\"", `"1.1",`+"\n  \"languages\"", "the main reason", "your main reason").Replace(shown))
	changes := s.must(t, "questionnaire", "changes", "nps@1.0", file("minor.json"))
	want := `wording sections[REASON].items[WHY].text.en: "You chose {{item:NPS}}. What is the main reason?" → "You chose {{item:NPS}}. What is your main reason?"` + "\n" +
		"Differences: 1, all of wording; a minor version may hold them.\n"
	if changes != want {
		t.Errorf("got\n%s\nwant\n%s", changes, want)
	}
	s.must(t, "import", "questionnaire", file("minor.json"))
	if same := s.must(t, "questionnaire", "changes", "nps@1.0", "nps@1.1"); same != want {
		t.Errorf("between the published versions:\n%s", same)
	}

	write(t, file("major.json"), strings.Replace(strings.Replace(shown, `"version": "1.0",`+"\n  \"languages\"", `"version": "1.2",`+"\n  \"languages\"", 1), `"value": 8`, `"value": 7`, 1))
	if o := s.run(t, "questionnaire", "changes", "nps@1.0", file("major.json")); o.code != 0 || !strings.Contains(o.stdout, "meaning sections[REASON].items[BETTER].show_if.value: 8 → 7") {
		t.Errorf("%+v", o)
	}
	if o := s.run(t, "import", "questionnaire", file("major.json")); o.code != 2 || !strings.Contains(o.stderr, "sections[REASON].items[BETTER].show_if.value") {
		t.Errorf("a change of meaning as a minor version: %+v", o)
	}
	if o := s.run(t, "questionnaire", "template", "nothing"); o.code != 3 || !strings.Contains(o.stderr, "nothing") {
		t.Errorf("a template that is none: %+v", o)
	}
	unbound := strings.NewReplacer(`,
          "binding": {
            "indicator": "LOYALTY"
          }`, "", `"indicator_system": {
    "code": "nps",
    "version": "1.0"
  },`, "").Replace(shown)
	write(t, file("unbound.json"), unbound)
	if o := s.run(t, "import", "questionnaire", file("unbound.json"), "--dry-run"); o.code != 0 || !strings.Contains(o.stderr, "Rated item “NPS” is bound to no indicator") {
		t.Errorf("a rated item without indicator: %+v", o)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
