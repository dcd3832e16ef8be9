package auth

import (
	"os"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// TestDocumentShowsTheTable compares docs/permissions.md with the code, row by row.
func TestDocumentShowsTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/permissions.md")
	if err != nil {
		t.Fatal(err)
	}
	row := func(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |" }
	head := []string{"permission", "what it allows"}
	for _, role := range Roles {
		head = append(head, string(role))
	}
	want := []string{row(head...), "|" + strings.Repeat(" --- |", len(head))}
	for _, r := range table {
		cells := []string{"`" + string(r.permission) + "`", r.allows}
		for _, reach := range r.reach {
			cells = append(cells, string(reach))
		}
		want = append(want, row(cells...))
	}
	var got []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "|") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("missing in the document: %s", want[i])
		case i >= len(want):
			t.Errorf("only in the document: %s", got[i])
		case got[i] != want[i]:
			t.Errorf("row %d\ndocument %s\ncode     %s", i, got[i], want[i])
		}
	}
}

func TestTableHoldsEachPermissionOnce(t *testing.T) {
	t.Parallel()
	seen := map[Permission]bool{}
	for _, r := range table {
		if seen[r.permission] || r.allows == "" {
			t.Errorf("%s is there twice or says nothing", r.permission)
		}
		seen[r.permission] = true
		for i, reach := range r.reach {
			if reach != None && reach != Units && reach != Whole {
				t.Errorf("%s: %s has reach %q", r.permission, Roles[i], reach)
			}
		}
	}
}

// The rules that decisions were taken on, whatever else the table says.
func TestSettledRules(t *testing.T) {
	t.Parallel()
	for p, want := range map[Permission]reaches{
		ResponseReadRows: {None, Whole, None, Whole, Whole},
		UserChange:       {Whole, None, None, None, None},
		AuditRead:        {Whole, None, None, Whole, None},
		InsightRead:      {Whole, Units, Units, Whole, Whole},
		WaveChange:       {None, Whole, None, None, None},
	} {
		for i, role := range Roles {
			if got := reachOf(role, p); got != want[i] {
				t.Errorf("%s of %s reaches %q, want %q", p, role, got, want[i])
			}
		}
	}
	if reachOf("owner", AuditRead) != None || reachOf(Administrator, "no.such") != None {
		t.Error("an unknown role or permission reaches something")
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		actor Actor
		p     Permission
		all   bool
		units []string
	}{
		{"nobody", Actor{}, InsightRead, false, nil},
		{"no grant", Actor{ID: "u"}, InsightRead, false, nil},
		{"administrator", Actor{ID: "u", Grants: []Grant{{Administrator, ""}}}, UserChange, true, nil},
		{"administrator reads no rows", Actor{ID: "u", Grants: []Grant{{Administrator, ""}}}, ResponseReadRows, false, nil},
		{"unit manager", Actor{ID: "u", Grants: []Grant{{UnitManager, "b2"}, {UnitManager, "b1"}}}, InsightRead, false, []string{"b1", "b2"}},
		{"unit manager runs no waves", Actor{ID: "u", Grants: []Grant{{UnitManager, "b2"}}}, WaveChange, false, nil},
		{"survey manager of all", Actor{ID: "u", Grants: []Grant{{SurveyManager, ""}}}, ResponseReadRows, true, nil},
		{"survey manager of a branch reads no rows", Actor{ID: "u", Grants: []Grant{{SurveyManager, "b1"}}}, ResponseReadRows, false, nil},
		{"survey manager of a branch reads its figures", Actor{ID: "u", Grants: []Grant{{SurveyManager, "b1"}}}, InsightRead, false, []string{"b1"}},
		{"two roles in one unit", Actor{ID: "u", Grants: []Grant{{SurveyManager, "b1"}, {UnitManager, "b1"}}}, LinkRead, false, []string{"b1"}},
		{"the wider grant wins", Actor{ID: "u", Grants: []Grant{{UnitManager, "b1"}, {SurveyManager, ""}}}, InsightRead, true, nil},
		{"first the password", Actor{ID: "u", MustChange: true, Grants: []Grant{{Administrator, ""}}}, UserChange, false, nil},
		{"system", System, ResponseReadRows, true, nil},
	}
	for _, tt := range tests {
		got := tt.actor.Scope(tt.p)
		if got.All != tt.all || !slices.Equal(got.Units, tt.units) || got.Empty() == tt.actor.Can(tt.p) || tt.actor.Can(tt.p) != (tt.all || tt.units != nil) {
			t.Errorf("%s: %+v, want all %v, units %v", tt.name, got, tt.all, tt.units)
		}
	}
}

func TestRequire(t *testing.T) {
	t.Parallel()
	manager := Actor{ID: "u", Grants: []Grant{{UnitManager, "branch"}}}
	chief := Actor{ID: "u", Grants: []Grant{{SurveyManager, ""}}}
	tests := []struct {
		name  string
		actor Actor
		p     Permission
		path  []string
		kind  errs.Kind
		key   string
	}{
		{"anywhere", manager, InsightRead, nil, "", ""},
		{"own unit", manager, InsightRead, []string{"branch", "head"}, "", ""},
		{"below", manager, InsightRead, []string{"outlet", "branch", "head"}, "", ""},
		{"above", manager, InsightRead, []string{"head"}, errs.Forbidden, "auth.forbidden"},
		{"beside", manager, InsightRead, []string{"outlet9", "branch2", "head"}, errs.Forbidden, "auth.forbidden"},
		{"not at all", manager, WaveChange, []string{"branch"}, errs.Forbidden, "auth.forbidden"},
		{"not anywhere", manager, UserRead, nil, errs.Forbidden, "auth.forbidden"},
		{"of all", chief, InsightRead, []string{"outlet9"}, "", ""},
		{"nobody", Actor{}, InsightRead, nil, errs.Unauthenticated, "auth.login_required"},
		{"first the password", Actor{ID: "u", MustChange: true, Grants: chief.Grants}, InsightRead, nil, errs.Forbidden, "auth.must_change"},
		{"system", System, WaveChange, []string{"x"}, "", ""},
	}
	for _, tt := range tests {
		err := Require(tt.actor, tt.p, tt.path...)
		if tt.key == "" && err == nil {
			continue
		}
		if !errs.Is(err, tt.kind) || !errs.HasKey(err, tt.key) || !i18n.Has(tt.key) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.key)
		}
	}
}

func TestPermissionsOfUnitManager(t *testing.T) {
	t.Parallel()
	got := Actor{ID: "u", Grants: []Grant{{UnitManager, "b"}}}.Permissions()
	want := []Permission{
		DirectoryRead, CustomerRead, CustomerReveal, IndicatorRead, QuestionnaireRead, ProgrammeRead, LinkRead, InsightRead,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if n := len(System.Permissions()); n != len(table) {
		t.Errorf("the system has %d permissions of %d", n, len(table))
	}
}

// An auditor reads everything and changes nothing; an analyst sees no accounts, no log and nobody's contact data.
func TestReadersChangeNothing(t *testing.T) {
	t.Parallel()
	want := map[Role][]Permission{
		Auditor: {
			DirectoryRead, CustomerRead, IndicatorRead, QuestionnaireRead, ProgrammeRead, LinkRead, InvitationRead, InsightRead,
			ResponseReadRows, AuditRead, UserRead, KeyRead,
		},
		Analyst: {DirectoryRead, IndicatorRead, QuestionnaireRead, ProgrammeRead, InsightRead, ResponseReadRows},
	}
	for role, want := range want {
		if got := (Actor{ID: "u", Grants: []Grant{{role, ""}}}).Permissions(); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", role, got, want)
		}
		if err := validateGrants([]Grant{{role, "b1"}}); !errs.HasKey(err, "auth.grant.whole") {
			t.Errorf("%s of a unit: %v", role, err)
		}
	}
}

// The console names every role, and every permission that a key may have.
func TestConsoleHasWords(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"zh", "en"} {
		text, err := os.ReadFile("../../web/src/locales/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, r := range Roles {
			keys = append(keys, "role."+string(r), "role_note."+string(r))
		}
		for _, r := range table {
			if ForKeys(r.permission) {
				keys = append(keys, "permission."+string(r.permission))
			}
		}
		for _, key := range keys {
			if !strings.Contains(string(text), `"`+key+`": "`) {
				t.Errorf("%s.json lacks %s", lang, key)
			}
		}
	}
}
