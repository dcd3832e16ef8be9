package arch

import (
	"slices"
	"strings"
	"testing"
)

// flow is the order in which data flows (D1): a package imports only those before it. Downstream is reached by
// adding a job in one's own transaction, or by a feed that downstream reads.
var flow = []string{
	"directory", "indicator", "questionnaire", "programme", "outreach", "response", "scoring", "voice", "insight",
	"integrity", "action", "assess", "report", "api", "respond", "demo", "app",
}

// foundations know nothing of surveys and import nothing of the flow.
var foundations = []string{
	"config", "errs", "i18n", "calendar", "db", "job", "blob", "seal", "audit", "auth", "approval", "cube", "sheet",
}

// helpers serve tests only.
var helpers = []string{
	"internal/arch", "internal/db/dbtest", "internal/cube/cubetest", "internal/indicator/definition/schematest",
	"internal/response/responsetest", "internal/sheet/savtest", "stat/internal/rtest",
}

// isHelper reports whether a package serves tests only: the helpers, and the reference cases of stat.
func isHelper(name string) bool {
	return slices.Contains(helpers, name) || strings.HasPrefix(name, "stat/internal/conform")
}

func isOurs(path string) bool { return strings.HasPrefix(path, module) }

func TestImportsPointUpstream(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		self := top(p.ImportPath)
		if self == "" || isHelper(p.name()) {
			continue
		}
		if !slices.Contains(flow, self) && !slices.Contains(foundations, self) {
			t.Errorf("internal/%s is neither in the flow nor among the foundations: give it its place in imports_test.go", self)
		}
		for _, dep := range p.Imports {
			if !isOurs(dep) || top(dep) == "" {
				continue
			}
			// A foundation has index −1, so that the comparison forbids it every package of the flow.
			if slices.Index(flow, top(dep)) > slices.Index(flow, self) {
				t.Errorf("%s must not import %s: data flows the other way; add a job, or have it read a feed", p.name(), dep)
			}
		}
	}
}

func TestEdgesAreImportedByAppAndDemoOnly(t *testing.T) {
	t.Parallel()
	edges := []string{"api", "respond", "app"}
	may := map[string][]string{"api": {"app", "demo"}, "respond": {"app", "demo"}, "app": {}}
	for _, p := range packages(t) {
		for _, dep := range p.Imports {
			edge := top(dep)
			if !isOurs(dep) || !slices.Contains(edges, edge) || top(p.ImportPath) == edge || slices.Contains(may[edge], top(p.ImportPath)) {
				continue
			}
			if edge == "app" && p.name() == "cmd/manyi" {
				continue
			}
			t.Errorf("%s must not import %s: it is an edge", p.name(), dep)
		}
	}
}

func TestStatIsPure(t *testing.T) {
	t.Parallel()
	// Where a clock, a file, a network or a process begins, a figure no longer depends on its inputs alone.
	impure := []string{"context", "database/sql", "encoding/json", "io/fs", "log", "log/slog", "net", "net/http", "os", "os/exec", "time"}
	seen := 0
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.name(), "stat") || isHelper(p.name()) {
			continue
		}
		seen++
		for _, dep := range p.Imports {
			switch {
			case strings.HasPrefix(dep, "gonum.org/v1/gonum/"), strings.HasPrefix(dep, module+"stat"):
			case strings.Contains(dep, "."):
				t.Errorf("%s must not import %s: stat is the standard library and gonum", p.name(), dep)
			case slices.Contains(impure, dep):
				t.Errorf("%s must not import %s: stat is pure", p.name(), dep)
			}
		}
	}
	if seen == 0 {
		t.Error("no package of stat was seen")
	}
}

func TestHelpersOfTestsStayInTests(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, p := range packages(t) {
		known[p.name()] = true
		if isHelper(p.name()) {
			continue
		}
		for _, dep := range p.Imports {
			if isOurs(dep) && isHelper(strings.TrimPrefix(dep, module)) {
				t.Errorf("%s must not import %s: it serves tests", p.name(), dep)
			}
		}
	}
	for _, h := range helpers {
		if !known[h] {
			t.Errorf("there is no %s any more: take it out of the list", h)
		}
	}
}

func TestConsoleAndCommandAreThin(t *testing.T) {
	t.Parallel()
	may := map[string][]string{"cmd/manyi": {"internal/app"}, "web": nil}
	for _, p := range packages(t) {
		allowed, watched := may[p.name()]
		if !watched {
			continue
		}
		for _, dep := range p.Imports {
			if isOurs(dep) && !slices.Contains(allowed, strings.TrimPrefix(dep, module)) {
				t.Errorf("%s must not import %s", p.name(), dep)
			}
		}
	}
}
