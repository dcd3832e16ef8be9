package statcli_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	references = "../../../stat/testdata/expected"
	inputs     = "input"
)

// reference is a case computed in R: stat/testdata/README.md.
type reference struct {
	ID        string
	Result    any
	Tolerance struct{ Rel, Abs float64 }
	t         *testing.T
}

func refer(t *testing.T, file, id string) reference {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(references, file))
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Cases []reference }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all.Cases, func(r reference) bool { return r.ID == id })
	if at < 0 {
		t.Fatalf("%s has no case %s", file, id)
	}
	all.Cases[at].t = t
	return all.Cases[at]
}

// same compares a value of the command's JSON with one of the case. A path is keys and places with
// dots; "[name=x]" is the element of a list whose name is x.
func (r reference) same(got any, path string, want any) {
	r.t.Helper()
	found := dig(r.t, got, path)
	x, isNumber := found.(float64)
	w, wantsNumber := want.(float64)
	switch {
	case want == nil && found == nil, !wantsNumber && fmt.Sprint(found) == fmt.Sprint(want):
	case isNumber && wantsNumber && math.Abs(x-w) <= r.Tolerance.Abs+r.Tolerance.Rel*math.Abs(w):
	default:
		r.t.Errorf("%s: %s = %v, want %v", r.ID, path, found, want)
	}
}

// want is a value of the case.
func (r reference) want(path string) any { r.t.Helper(); return dig(r.t, r.Result, path) }

// names are the keys of an object of the case, or the texts of a list.
func (r reference) names(path string) (names []string) {
	r.t.Helper()
	switch v := dig(r.t, r.Result, path).(type) {
	case map[string]any:
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
	case []any:
		for _, one := range v {
			names = append(names, fmt.Sprint(one))
		}
	}
	return names
}

func dig(t *testing.T, v any, path string) any {
	t.Helper()
	if path == "" {
		return v
	}
	for key := range strings.SplitSeq(path, "/") {
		switch at := v.(type) {
		case map[string]any:
			inner, ok := at[key]
			if !ok {
				t.Fatalf("nothing at %s of %s", key, path)
			}
			v = inner
		case []any:
			v = element(t, at, key)
		default:
			t.Fatalf("%s: nothing at %s: %v", path, key, v)
		}
	}
	return v
}

// element is a place in a list, "3", or its element with the given values, "item=sat,measure=mean".
func element(t *testing.T, all []any, key string) any {
	t.Helper()
	if !strings.Contains(key, "=") {
		var i int
		if _, err := fmt.Sscan(key, &i); err != nil || i >= len(all) {
			t.Fatalf("no element %s of %d", key, len(all))
		}
		return all[i]
	}
	for _, one := range all {
		fits := true
		for pair := range strings.SplitSeq(key, ",") {
			name, value, _ := strings.Cut(pair, "=")
			fits = fits && fmt.Sprint(one.(map[string]any)[name]) == value
		}
		if fits {
			return one
		}
	}
	t.Fatalf("no element with %s", key)
	return nil
}

// answer is the JSON that a command prints.
func answer(t *testing.T, args ...string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(must(t, ".", append(args, "--format", "json")...)), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func input(name string) string { return filepath.Join(references, inputs, name) }

func TestPLSEqualsTheReference(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"path", "centroid", "factorial"} {
		r := refer(t, "pls.json", "mobi."+scheme)
		got := answer(t, "pls", "../../../stat/testdata/mobi.csv", "--model", "ecsi", "--scale", "1,10", "--scheme", scheme)
		for i, from := range r.names("path_coefficients/from") {
			to := r.want(fmt.Sprintf("path_coefficients/to/%d", i))
			at := fmt.Sprintf("paths/from=%s,to=%s/", from, to)
			r.same(got, at+"beta", r.want(fmt.Sprintf("path_coefficients/beta/%d", i)))
			r.same(got, at+"f2", r.want(fmt.Sprintf("f2/%d", i)))
		}
		for _, name := range r.names("r2") {
			r.same(got, "constructs/name="+name+"/r2", r.want("r2/"+name))
		}
		for _, name := range r.names("constructs") {
			of, at := "constructs/"+name+"/", "constructs/name="+name+"/"
			for mine, theirs := range map[string]string{
				"rho_a": "rho_a", "rho_c": "rho_c", "alpha": "alpha_std", "ave": "ave", "communality": "communality", "index_mean": "index_mean", "index_sd": "index_sd",
			} {
				r.same(got, at+mine, r.want(of+theirs))
			}
			for _, item := range r.names(of + "weights") {
				r.same(got, "items/name="+item+"/weight", r.want(of+"weights/"+item))
				r.same(got, "items/name="+item+"/loading", r.want(of+"loadings/"+item))
				r.same(got, "items/name="+item+"/raw_weight", r.want(of+"raw_weights_sum1/"+item))
			}
		}
		rows := r.names("latent_correlations/rows")
		for i := range rows {
			for j := range rows {
				at := fmt.Sprintf("values/%d/%d", i, j)
				if scheme == "path" {
					r.same(got, "htmt/"+at, r.want("htmt_lower/"+at))
					r.same(got, "htmt_abs/"+at, r.want("htmt_abs_lower/"+at))
				}
				r.same(got, "correlations/"+at, r.want("latent_correlations/"+at))
				if effect := r.want("unstandardised_total_effects_on_0_100/" + at); effect != 0.0 {
					r.same(got, fmt.Sprintf("impacts/from=%s,to=%s/value", rows[j], rows[i]), effect)
					r.same(got, fmt.Sprintf("total_effects/from=%s,to=%s/value", rows[j], rows[i]), r.want("total_effects/"+at))
				}
			}
		}
		r.same(got, "gof", r.want("gof"))
	}
}

func TestPLSBootstrapEqualsTheReference(t *testing.T) {
	t.Parallel()
	r := refer(t, "pls.json", "mobi.bootstrap")
	got := answer(t, "pls", "../../../stat/testdata/mobi.csv", "--bootstrap", "1000", "--seed", "3")
	for i, from := range r.names("from") {
		at := fmt.Sprintf("paths/from=%s,to=%s/bootstrap/", from, r.want(fmt.Sprintf("to/%d", i)))
		r.same(got, at+"se", r.want(fmt.Sprintf("se/%d", i)))
		r.same(got, at+"percentile95/0", r.want(fmt.Sprintf("lo/%d", i)))
		r.same(got, at+"percentile95/1", r.want(fmt.Sprintf("hi/%d", i)))
	}
}

func TestMeansEqualTheReference(t *testing.T) {
	t.Parallel()
	file := input("syn_twostage.csv")
	designs := map[string][]string{
		"ultimate_cluster": {"--weights", "weight", "--strata", "stratum", "--psu", "psu"},
		"twostage_fpc":     {"--weights", "weight", "--strata", "stratum", "--psu", "psu", "--population", "M_h,N_hi"},
	}
	for name, flags := range designs {
		r := refer(t, "design_twostage.json", name+".mean")
		items := r.names("")
		got := answer(t, append([]string{"mean", file, "--items", strings.Join(items, ",")}, flags...)...)
		for _, item := range items {
			at := "figures/item=" + item + ",measure=mean/"
			r.same(got, at+"value", r.want(item+"/estimate"))
			r.same(got, at+"se", r.want(item+"/se"))
			r.same(got, at+"df", r.want(item+"/df"))
			r.same(got, at+"deff_finite", r.want(item+"/deff"))
			r.same(got, at+"ci95/0", r.want(item+"/ci95_t/0"))
			r.same(got, at+"ci95/1", r.want(item+"/ci95_t/1"))
		}
		for _, by := range []string{"agegrp", "stratum"} {
			r := refer(t, "design_twostage.json", name+map[string]string{"agegrp": ".by", "stratum": ".by_stratum"}[by])
			got := answer(t, append([]string{"mean", file, "--items", "sat", "--by", by}, flags...)...)
			for i, group := range r.names(by) {
				at := fmt.Sprintf("figures/item=sat,group=%s/", group)
				r.same(got, at+"value", r.want(fmt.Sprintf("mean/%d", i)))
				if by == "stratum" {
					r.same(got, at+"se", r.want(fmt.Sprintf("se/%d", i)))
				}
			}
		}
	}
}

func TestRakingEqualsTheReference(t *testing.T) {
	t.Parallel()
	customers, targets := input("syn_weighting.csv"), input("syn_targets.csv")
	dir := t.TempDir()
	age := filepath.Join(dir, "age.csv")
	text, err := os.ReadFile(targets)
	if err != nil {
		t.Fatal(err)
	}
	only := "variable,level,total\n"
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, `"age"`) {
			only += line
		}
	}
	if err := os.WriteFile(age, []byte(only), 0o644); err != nil {
		t.Fatal(err)
	}
	for id, flags := range map[string][]string{
		"rake4":            {"--targets", targets},
		"poststratify":     {"--targets", age, "--method", "poststratify"},
		"calibrate_linear": {"--targets", targets, "--method", "linear"},
		"calibrate_logit":  {"--targets", targets, "--method", "logit", "--bounds", ".3,4.5"},
		"trim_strict":      {"--targets", targets, "--trim", ".3,3"},
	} {
		r := refer(t, "weighting.json", id)
		if id == "calibrate_logit" {
			flags[len(flags)-1] = fmt.Sprintf("%v,%v", r.want("bounds_on_g/0"), r.want("bounds_on_g/1"))
		}
		out := filepath.Join(dir, id+".csv")
		got := answer(t, append([]string{"rake", customers, "--weights", "base_weight", "--out", out}, flags...)...)
		for mine, theirs := range map[string]string{"sum": "sum", "n_eff": "neff", "deff_w": "deff_w", "cv": "cv", "min": "min", "max": "max"} {
			r.same(got, "after/"+mine, r.want("kish/"+theirs))
		}
		rows := read(t, out)
		at := slices.Index(rows[0], "weight")
		var first []any
		for i := range 12 {
			var x float64
			if _, err := fmt.Sscan(rows[i+1][at], &x); err != nil {
				t.Fatal(err)
			}
			first = append(first, x)
			r.same(first, fmt.Sprint(i), r.want(fmt.Sprintf("first12_weights/%d", i)))
		}
		if len(rows) != 601 || at != 9 {
			t.Errorf("%s: %d rows, weight in column %d", id, len(rows), at)
		}
		if id == "trim_strict" {
			r.same(got, "trim/low", r.want("lower"))
			r.same(got, "trim/high", r.want("upper"))
		}
	}
	margins := refer(t, "weighting.json", "margins_after_rake4")
	got := answer(t, "rake", customers, "--targets", targets, "--weights", "base_weight")
	for _, variable := range margins.names("") {
		for _, level := range margins.names(variable) {
			margins.same(got, fmt.Sprintf("margins/variable=%s,level=%s/after", variable, level), margins.want(variable+"/"+level))
		}
	}
}
