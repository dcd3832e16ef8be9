package conform

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Func answers a case: a number, a text, a slice or an Obj of such, shaped like the case's result.
type Func func(c *Case) (any, error)

// Suite says how the cases of a file are answered.
type Suite struct {
	File  string // "scale.json"
	rules []rule
}

type rule struct {
	pattern string
	answer  Func
	argue   func(c *Case) string // why the case itself is wrong; "" when it is not
}

// On answers the cases whose id matches the pattern, in which * stands for any text. The first rule that matches counts.
func (s *Suite) On(pattern string, f Func) {
	s.rules = append(s.rules, rule{pattern: pattern, answer: f})
}

// OnUnless answers cases as On does. When the answer differs, argue may prove from the case's own numbers that they
// are not the solution, and say so; the case then counts as excepted.
func (s *Suite) OnUnless(pattern string, f Func, argue func(c *Case) string) {
	s.rules = append(s.rules, rule{pattern: pattern, answer: f, argue: argue})
}

// Result is what became of a case.
type Result struct {
	Case    *Case
	Outcome Outcome
	State   State
	Reason  string // of Excepted and NotRun
}

// State is what became of a case.
type State string

// The states of a case.
const (
	Green    State = "green"
	Wrong    State = "wrong"
	Excepted State = "excepted" // the case was proved not to be the solution
	Unseen   State = "unknown"  // no rule matches
	NotRun   State = "not_run"  // an input file is not at hand
)

// fault says why the case fails a test, "" when it does not. Cases without input fail unless spare is set.
func (r Result) fault(spare bool) string {
	switch {
	case r.State == Wrong:
		shown := r.Outcome.Faults[:min(5, len(r.Outcome.Faults))]
		return fmt.Sprintf("%s %s (%s)\n\t%s", r.Case.File, r.Case.ID, r.Case.RCall, strings.Join(shown, "\n\t"))
	case r.State == Unseen:
		return fmt.Sprintf("%s %s: unknown case: %s", r.Case.File, r.Case.ID, r.Case.What)
	case r.State == NotRun && !spare:
		return fmt.Sprintf("%s %s: %s", r.Case.File, r.Case.ID, r.Reason)
	}
	return ""
}

// Run answers every case of the suite's file in dir, several at a time.
func (s *Suite) Run(dir *Dir) ([]Result, error) {
	set, err := load(dir, s.File)
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(set.Cases))
	var all sync.WaitGroup
	slots := make(chan struct{}, 2)
	for i, c := range set.Cases {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			results[i] = s.one(c)
		})
	}
	all.Wait()
	return results, nil
}

func (s *Suite) one(c *Case) Result {
	for _, r := range s.rules {
		if !match(r.pattern, c.ID) {
			continue
		}
		result := answer(c, r.answer)
		if result.State == Wrong && r.argue != nil {
			if reason := r.argue(c); reason != "" {
				result.State, result.Reason = Excepted, reason
			}
		}
		return result
	}
	return Result{Case: c, State: Unseen}
}

func answer(c *Case, f Func) (result Result) {
	result = Result{Case: c, State: Wrong}
	defer func() {
		if fault := recover(); fault != nil {
			if missing, ok := fault.(MissingInput); ok {
				result.State, result.Reason = NotRun, missing.Error()
				return
			}
			result.Outcome.fault(c.ID, "%v", fault)
		}
	}()
	got, err := f(c)
	if err != nil {
		result.Outcome.fault(c.ID, "%v", err)
		return result
	}
	result.Outcome.compare(c.ID, c.result, normal(got), c.Rel, c.Abs)
	if len(result.Outcome.Faults) == 0 {
		result.State = Green
	}
	return result
}

// match compares an id with a pattern in which * stands for any text.
func match(pattern, id string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == id
	}
	if !strings.HasPrefix(id, head) {
		return false
	}
	for i := len(head); i <= len(id); i++ {
		if match(rest, id[i:]) {
			return true
		}
	}
	return false
}

// Shipped is the folder of the cases that are in the repository, seen from the folder of a test; the reference data that is not
// shipped is looked for in MANYI_REFERENCE, or beside the checkout.
func Shipped() *Dir {
	root := "."
	for range 8 {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		root = filepath.Join(root, "..")
	}
	data := filepath.Join(root, "stat/testdata")
	reference := os.Getenv("MANYI_REFERENCE")
	if reference == "" {
		reference = filepath.Join(root, "../shared/reference")
	}
	dir := &Dir{Path: filepath.Join(data, "expected"), Roots: []string{reference, filepath.Join(reference, "expected"), data}}
	if raw := os.Getenv("RAW_DATA_DIR"); raw != "" {
		dir.Roots = append(dir.Roots, raw)
	}
	return dir
}

// Test runs the suite on the shipped cases; wrong and unknown cases fail, those without input are named.
func (s *Suite) Test(t *testing.T) {
	t.Helper()
	s.TestIn(t, Shipped(), true)
}

// TestIn runs the suite on the cases of a folder. Cases whose input is not there fail unless spare is set.
func (s *Suite) TestIn(t *testing.T, dir *Dir, spare bool) []Result {
	t.Helper()
	results, err := s.Run(dir)
	if errors.Is(err, os.ErrNotExist) && !spare {
		t.Logf("%s is not in the folder", s.File)
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var idle []string
	for _, r := range results {
		if fault := r.fault(spare); fault != "" {
			t.Error(fault)
		}
		switch r.State {
		case Excepted:
			t.Logf("%s %s: not answered: %s", s.File, r.Case.ID, r.Reason)
		case NotRun:
			idle = append(idle, r.Case.ID)
		}
	}
	if len(idle) > 0 {
		fmt.Printf("%s: not run, since their data is not shipped: %s\n", s.File, strings.Join(idle, ", "))
	}
	return results
}
