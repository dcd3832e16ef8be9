package api_test

import (
	"bytes"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
)

// printed is the text of each page of a PDF.
func printed(t *testing.T, file string) []string {
	t.Helper()
	path, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Fatal("pdftotext is not installed: scripts/setup.sh poppler (Debian, Ubuntu: apt-get install poppler-utils)")
	}
	cmd := exec.Command(path, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader([]byte(file))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(string(out), "\f")
	return all[:len(all)-1]
}

// Everybody gets the posters of his units with the links of their units, in the language that is asked for.
func TestPosters(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	tree, err := h.Programmes.Tree(ctx, h.wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who, query string
		units      []string
		words      []string
	}{
		{"sm", "", []string{"B0101", "B0102", "B0103", "B0104", "B0201", "B0202", "B0203", "B0204", "B0301", "B0302", "B0303", "B0304"}, []string{"实名", "用手机扫码作答"}},
		{"sm", "?unit=B01&size=a4&lang=en", []string{"B0101", "B0102", "B0103", "B0104"}, []string{"Named", "Scan with your phone", "The people who serve you can see your answers."}},
		{"branch-sm", "", []string{"B0101", "B0102", "B0103", "B0104"}, []string{"实名"}},
		{"um", "?size=a5", []string{"B0101"}, []string{"解放路", waveName}},
		{"um", "?unit=B0101", []string{"B0101"}, []string{"解放路"}},
	} {
		a := h.people[c.who].do(t, "GET", "/api/v1/waves/spring/posters.pdf"+c.query, "")
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s%s: %d %s", c.who, c.query, a.status, a.header.Get("Content-Type"))
			continue
		}
		pages := printed(t, a.body)
		if len(pages) != len(c.units) {
			t.Errorf("%s%s: %d pages, want %d", c.who, c.query, len(pages), len(c.units))
			continue
		}
		for i, unit := range c.units {
			u, _ := tree.ByCode(unit)
			name := u.Name.In("zh")
			if strings.Contains(c.query, "en") {
				name = u.Name.In("en")
			}
			for _, words := range append(c.words, name, "http://manyi.test/q/"+h.Link(t, h.wave, unit)) {
				if !strings.Contains(pages[i], words) {
					t.Errorf("%s%s: page %d does not say %q:\n%s", c.who, c.query, i+1, words, pages[i])
				}
			}
		}
	}
}

func TestPostersThatAreNotMade(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	h.named(t, "to-come", programme.Anonymous)
	for path, want := range map[string]problem{
		"/waves/to-come/posters.pdf":         {Status: http.StatusConflict, Key: "poster.none"},
		"/waves/spring/posters.pdf?size=a3":  {Status: http.StatusUnprocessableEntity, Key: "poster.size"},
		"/waves/spring/posters.pdf?lang=de":  {Status: http.StatusUnprocessableEntity, Key: "poster.language"},
		"/waves/spring/posters.pdf?unit=O1":  {Status: http.StatusNotFound, Key: "insight.unit_unknown"},
		"/waves/spring/posters.pdf?unit=../": {Status: http.StatusNotFound, Key: "insight.unit_unknown"},
		"/waves/nothing/posters.pdf":         {Status: http.StatusNotFound, Key: "wave.unknown"},
	} {
		a := h.people["sm"].do(t, "GET", "/api/v1"+path, "")
		if got := a.problem(t); got.Status != want.Status || got.Key != want.Key {
			t.Errorf("%s: %d %s, want %d %s", path, got.Status, got.Key, want.Status, want.Key)
		}
	}
}
