package statcli_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// read reads a CSV that a command wrote.
func read(t *testing.T, path string) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestDriversEqualTheReference(t *testing.T) {
	t.Parallel()
	flags := []string{"drivers", input("syn_drivers.csv"), "--y", "overall", "--x", "price,value,staff,speed,clean,wifi"}
	got := answer(t, append(flags, "--method", "lmg,johnson,car,pratt,first,last,betasq,ols,dominance,penalty", "--cuts", "4,9")...)
	r := refer(t, "driver.json", "syn.ols")
	r.same(got, "r2", r.want("r2"))
	r.same(got, "n", r.want("n"))
	r.same(got, "condition_number", r.want("condition_number"))
	r.same(got, "ols/adjusted_r2", r.want("adj_r2"))
	r.same(got, "ols/f", r.want("F"))
	for _, name := range r.names("coef") {
		at := "ols/coefficients/name=" + name + "/"
		r.same(got, at+"value", r.want("coef/"+name))
		r.same(got, at+"se", r.want("se/"+name))
		r.same(got, at+"p", r.want("p/"+name))
	}
	for _, name := range r.names("std_beta") {
		r.same(got, "drivers/name="+name+"/beta", r.want("std_beta/"+name))
		r.same(got, "drivers/name="+name+"/vif", r.want("vif/"+name))
	}
	r = refer(t, "driver.json", "syn.correlations")
	for mine, theirs := range map[string]string{"pearson": "pearson", "spearman": "spearman", "partial": "partial", "part": "semipartial"} {
		for _, name := range r.names(theirs) {
			r.same(got, "drivers/name="+name+"/"+mine, r.want(theirs+"/"+name))
		}
	}
	r = refer(t, "driver.json", "syn.relaimpo")
	for _, method := range r.names("") {
		for _, name := range r.names(method) {
			r.same(got, "importance/"+method+"/"+name+"/raw", r.want(method+"/"+name))
		}
	}
	for id, method := range map[string]string{"lmg": "lmg", "johnson": "rw"} {
		r = refer(t, "driver.json", "syn."+id)
		for _, name := range r.names(method) {
			r.same(got, "importance/"+id+"/"+name+"/raw", r.want(method+"/"+name))
			r.same(got, "importance/"+id+"/"+name+"/percent", r.want("pct/"+name))
		}
	}
	r = refer(t, "driver.json", "syn.weighted")
	got = answer(t, append(flags, "--weights", "weight", "--method", "lmg,johnson,ols")...)
	for _, method := range []string{"lmg", "johnson"} {
		for _, name := range r.names(method) {
			r.same(got, "importance/"+method+"/"+name+"/raw", r.want(method+"/"+name))
		}
	}
	for _, name := range r.names("se_design") {
		r.same(got, "ols/coefficients/name="+name+"/se", r.want("se_design/"+name))
	}
}

func TestOtherDriverMethodsEqualTheReference(t *testing.T) {
	t.Parallel()
	flags := []string{"drivers", input("syn_drivers.csv"), "--x", "price,value,staff,speed,clean,wifi"}
	r := refer(t, "driver.json", "syn.logit")
	got := answer(t, append(flags, "--y", "recommend", "--method", "logit")...)
	for _, name := range r.names("coef") {
		at := "logits/kind=logit/coefficients/" + "name=" + name + "/"
		r.same(got, at+"value", r.want("coef/"+name))
		r.same(got, at+"se", r.want("se/"+name))
		r.same(got, at+"odds_ratio", r.want("odds_ratio/"+name))
	}
	r.same(got, "logits/0/mcfadden", r.want("mcfadden"))
	r = refer(t, "driver.json", "syn.polr")
	got = answer(t, append(flags, "--y", "likert", "--method", "ordinal")...)
	for _, name := range r.names("beta") {
		r.same(got, "logits/0/coefficients/name="+name+"/value", r.want("beta/"+name))
	}
	r.same(got, "logits/0/deviance", r.want("deviance"))
	r = refer(t, "driver.json", "syn.penalty_reward")
	got = answer(t, append(flags, "--y", "overall", "--method", "penalty,dominance,ridge", "--cuts", "4,9")...)
	r.same(got, "penalty/r2", r.want("r2"))
	r.same(got, "penalty/intercept/value", r.want("coef/(Intercept)"))
	r = refer(t, "driver.json", "syn.lmg") // general dominance is LMG
	for _, name := range r.names("lmg") {
		r.same(got, "dominance/general/"+name, r.want("lmg/"+name))
	}
	r = refer(t, "driver.json", "syn.ridge")
	r.same(got, "ridge/0/lambda", r.want("kHKB"))
	r = refer(t, "driver.json", "syn.hc")
	for _, kind := range r.names("") {
		got = answer(t, append(flags, "--y", "overall", "--method", "ols", "--errors", strings.ToLower(kind))...)
		for _, name := range r.names(kind) {
			r.same(got, "ols/coefficients/name="+name+"/se", r.want(kind+"/"+name))
		}
	}
}

// Every method has its part of the table, with and without missing answers.
func TestTableOfDrivers(t *testing.T) {
	t.Parallel()
	text := must(t, ".", "drivers", "examples/drivers.csv", "--y", "overall", "--x", "price,value,staff", "--missing", "1", "--pairwise",
		"--method", "johnson,ols,dominance,ridge,penalty,ordinal", "--cuts", "4,9", "--lambda", "1,5")
	for _, part := range []string{
		"pairs of answers", "johnson %", "Linear regression", "Dominance", "Ridge regression", "Penalty-reward contrast: low ≤ 4, high ≥ 9", "Ordinal logit", "odds ratio",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
}

func TestReliabilityEqualsTheReference(t *testing.T) {
	t.Parallel()
	for set, flags := range map[string][]string{
		"synA": {"--items", "i1-4", "--reverse", "i4", "--max", "7"}, "synB": {"--items", "i5-8"}, "synC": {"--items", "i9-12"},
	} {
		got := answer(t, append([]string{"reliability", input("syn_scale.csv")}, flags...)...)
		r := refer(t, "scale.json", set+".alpha")
		r.same(got, "alpha", r.want("raw"))
		r.same(got, "alpha_standardised", r.want("std"))
		r.same(got, "lambda6", r.want("lambda6"))
		r.same(got, "average_r", r.want("average_r"))
		r.same(got, "alpha_ci95/0", r.want("feldt_ci95/0"))
		for _, name := range r.names("r_item_rest") {
			r.same(got, "items/name="+name+"/item_rest", r.want("r_item_rest/"+name))
			r.same(got, "items/name="+name+"/alpha_if_dropped", r.want("alpha_if_dropped/"+name))
			r.same(got, "items/name="+name+"/item_total", r.want("r_item_total/"+name))
		}
		r = refer(t, "scale.json", set+".kmo")
		r.same(got, "kmo", r.want("kmo"))
		r.same(got, "bartlett/x2", r.want("chisq"))
		r.same(got, "bartlett/p", r.want("p"))
		r = refer(t, "scale.json", set+".omega_cfa")
		r.same(got, "factor/omega", r.want("omega_total"))
		r.same(got, "factor/cr", r.want("cr"))
		r.same(got, "factor/ave", r.want("ave"))
		r.same(got, "factor/fit/rmsea", r.want("fit/rmsea"))
		for i := range 4 {
			r.same(got, fmt.Sprintf("items/%d/loading", i), r.want(fmt.Sprintf("loadings_std/%d", i)))
		}
	}
}

func TestKanoEqualsTheReference(t *testing.T) {
	t.Parallel()
	r := refer(t, "kano.json", "syn")
	got := answer(t, "kano", input("syn_kano.csv"))
	for _, name := range r.names("") {
		at := "features/feature=" + name + "/"
		for mine, theirs := range map[string]string{
			"better/value": "better", "worse/value": "worse", "category": "category", "category_strength": "category_strength",
			"total_strength": "total_strength", "fong/significant": "fong_significant", "fong/difference": "fong_lhs", "fong/critical": "fong_rhs",
			"functional_mean/value": "dumouchel_func_mean", "dysfunctional_mean/value": "dumouchel_dysf_mean", "n": "n",
		} {
			r.same(got, at+mine, r.want(name+"/"+theirs))
		}
		for _, letter := range r.names(name + "/counts") {
			r.same(got, at+"counts/"+letter, r.want(name+"/counts/"+letter))
		}
	}
}

func TestSamplesEqualTheReference(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"pps.systematic.u0.25", "pps.systematic.u0.7319"} {
		r := refer(t, "sampling.json", id)
		got := answer(t, "sample", input("syn_frame.csv"), "--n", fmt.Sprint(r.want("n")), "--size", "size", "--start", fmt.Sprint(r.want("u")))
		for i := range r.names("selected") {
			r.same(got, fmt.Sprintf("units/%d/cells/0", i), r.want(fmt.Sprintf("selected/%d", i)))
		}
	}
	r := refer(t, "sampling.json", "pps.inclusion")
	got := answer(t, "sample", input("syn_frame.csv"), "--n", fmt.Sprint(r.want("n")), "--size", "size", "--seed", "5").(map[string]any)
	for _, unit := range got["units"].([]any) {
		row := int(dig(t, unit, "row").(float64)) - 2
		r.same(unit, "probability", r.want(fmt.Sprintf("pik/%d", row)))
	}
	// A frame with as many units as the strata of the allocations have.
	dir := t.TempDir()
	frame, spread := "stratum\n", "stratum,sd,cost\n"
	for _, row := range read(t, input("syn_alloc.csv"))[1:] {
		n, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		frame += strings.Repeat(row[0]+"\n", n)
		spread += row[0] + "," + row[2] + "," + row[3] + "\n"
	}
	for name, text := range map[string]string{"frame.csv": frame, "spread.csv": spread} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for id, flags := range map[string][]string{
		"alloc.proportional": {"--allocation", "proportional"},
		"alloc.neyman":       {"--allocation", "neyman", "--spread", filepath.Join(dir, "spread.csv")},
		"alloc.neyman_cap":   {"--allocation", "neyman", "--spread", filepath.Join(dir, "spread.csv")},
		"alloc.optimal_cost": {"--allocation", "optimal", "--spread", filepath.Join(dir, "spread.csv")},
		"alloc.power_half":   {"--allocation", "power"},
	} {
		r := refer(t, "sampling.json", id)
		got := answer(t, append([]string{"sample", filepath.Join(dir, "frame.csv"), "--strata", "stratum", "--n", fmt.Sprint(r.want("n")), "--seed", "1"}, flags...)...)
		for h := range r.names("alloc") {
			r.same(got, fmt.Sprintf("allocation/%d/n", h), r.want(fmt.Sprintf("alloc/%d", h)))
		}
		r.same(got, "n", r.want("n"))
	}
}

func TestSizesEqualTheReference(t *testing.T) {
	t.Parallel()
	flag := func(name string, v any) []string {
		if v == nil {
			return nil
		}
		return []string{"--" + name, fmt.Sprint(v)}
	}
	r := refer(t, "sampling.json", "size.proportion")
	for i := range r.names("p") {
		at := func(key string) any { return r.want(fmt.Sprintf("%s/%d", key, i)) }
		args := append(append(append([]string{"size"}, flag("proportion", at("p"))...), flag("margin", at("e"))...), flag("population", at("N"))...)
		r.same(answer(t, args...), "infinite", at("n0"))
		r.same(answer(t, args...), "finite", at("n_fpc"))
		r.same(answer(t, args...), "complete", at("n_ceiling"))
		got := answer(t, append(args, "--deff", "1.5", "--response", ".3")...)
		r.same(got, "complete", at("n_deff1.5"))
		r.same(got, "issue", at("issue_rr30"))
	}
	r = refer(t, "sampling.json", "size.mean")
	for i := range r.names("s") {
		at := func(key string) any { return r.want(fmt.Sprintf("%s/%d", key, i)) }
		args := append(append(append([]string{"size", "--mean"}, flag("sd", at("s"))...), flag("margin", at("e"))...), flag("population", at("N"))...)
		r.same(answer(t, args...), "complete", at("n_ceiling"))
	}
	r = refer(t, "sampling.json", "size.compare")
	for i := range r.names("p1") {
		at := func(key string) any { return r.want(fmt.Sprintf("%s/%d", key, i)) }
		args := append(append(append(append([]string{"size"}, flag("proportion", at("p1"))...), flag("against", at("p2"))...), flag("power", at("power"))...), flag("alpha", at("alpha"))...)
		r.same(answer(t, args...), "infinite", at("n"))
		r.same(answer(t, args...), "complete", at("n_ceiling"))
		both := answer(t, append(args, "--margin", ".03", "--population", "20000")...)
		r.same(both, "comparison/complete", at("n_ceiling"))
		if n := dig(t, both, "finite").(float64); n < 500 || n > 1100 {
			t.Errorf("with a margin of 3 points %v", n)
		}
	}
	r = refer(t, "sampling.json", "size.nps")
	for i := range r.names("p") {
		at := func(key string) any { return r.want(fmt.Sprintf("%s/%d", key, i)) }
		args := append(append(append([]string{"size", "--nps"}, flag("promoters", at("p"))...), flag("detractors", at("d"))...), flag("margin", at("e"))...)
		r.same(answer(t, args...), "infinite", at("n"))
		r.same(answer(t, args...), "sd", at("sd"))
	}
}

func TestTestsEqualTheReference(t *testing.T) {
	t.Parallel()
	file := input("syn_tests.csv")
	minus := func(v any) any { return -v.(float64) }
	r := refer(t, "tests.json", "welch")
	got := answer(t, "test", file, "--value", "score", "--by", "wave") // first minus second; the case has it the other way round
	r.same(got, "statistic/value", minus(r.want("statistic")))
	r.same(got, "statistic/df1", r.want("parameter/0"))
	r.same(got, "statistic/p", r.want("p"))
	r.same(got, "pairs/0/ci95/0", minus(r.want("ci95/1")))
	r = refer(t, "tests.json", "effect_d")
	r.same(got, "effects/name=cohen_d/value", minus(r.want("d")))
	r.same(got, "effects/name=hedges_g/value", minus(r.want("g_exact")))

	r = refer(t, "tests.json", "student")
	r.same(answer(t, "test", file, "--value", "score", "--by", "wave", "--kind", "student"), "statistic/p", r.want("p"))
	r = refer(t, "tests.json", "paired")
	got = answer(t, "test", file, "--value", "after", "--with", "before")
	r.same(got, "statistic/value", r.want("statistic"))
	r.same(got, "pairs/0/difference", r.want("mean_diff"))
	r = refer(t, "tests.json", "prop2_pooled")
	got = answer(t, "test", file, "--value", "top2", "--by", "wave")
	r.same(got, "statistic/value", minus(r.want("z")))
	r.same(got, "statistic/p", r.want("p_value"))
	r = refer(t, "tests.json", "newcombe")
	r.same(got, "pairs/0/ci95/0", minus(r.want("ci95/1")))
	r.same(got, "pairs/0/ci95/1", minus(r.want("ci95/0")))
	r = refer(t, "tests.json", "anova_welch")
	got = answer(t, "test", file, "--value", "score", "--by", "segment")
	r.same(got, "statistic/value", r.want("statistic"))
	r.same(got, "statistic/df2", r.want("parameter/1"))
	r = refer(t, "tests.json", "pairwise_t")
	for i := range r.names("pair") {
		r.same(got, fmt.Sprintf("pairs/%d/p", i), r.want(fmt.Sprintf("raw/%d", i)))
		r.same(got, fmt.Sprintf("pairs/%d/p_adjusted", i), r.want(fmt.Sprintf("holm/%d", i)))
	}
	r = refer(t, "tests.json", "anova")
	got = answer(t, "test", file, "--value", "score", "--by", "segment", "--kind", "anova")
	r.same(got, "statistic/value", r.want("F"))
	r.same(got, "effects/name=omega2/value", r.want("omega2"))
	r = refer(t, "tests.json", "tukey")
	for i := range r.names("pair") {
		r.same(got, fmt.Sprintf("pairs/%d/p_adjusted", i), r.want(fmt.Sprintf("p_adj/%d", i)))
		r.same(got, fmt.Sprintf("pairs/%d/ci95/1", i), minus(r.want(fmt.Sprintf("lwr/%d", i))))
	}
	r = refer(t, "tests.json", "kruskal")
	r.same(answer(t, "test", file, "--value", "sat", "--by", "segment", "--kind", "kruskal"), "statistic/value", r.want("statistic"))
	r = refer(t, "tests.json", "mann_whitney")
	got = answer(t, "test", file, "--value", "sat", "--by", "wave", "--kind", "mannwhitney")
	r.same(got, "statistic/p", r.want("p_cc"))
	r.same(got, "effects/name=cliff_delta/value", minus(r.want("cliffs_delta")))
	r = refer(t, "tests.json", "wilcoxon_signed")
	got = answer(t, "test", file, "--value", "after", "--with", "before", "--kind", "signedrank")
	r.same(got, "statistic/value", r.want("V"))
	r.same(got, "statistic/p", r.want("p"))
	r = refer(t, "tests.json", "svyttest")
	got = answer(t, "test", file, "--value", "score", "--by", "wave", "--weights", "weight")
	r.same(got, "statistic/value", minus(r.want("t")))
	r.same(got, "statistic/df1", r.want("df"))
	r.same(got, "statistic/p", r.want("p"))
}

func TestTablesEqualTheReference(t *testing.T) {
	t.Parallel()
	file := input("syn_tests.csv")
	r := refer(t, "tests.json", "chisq_rxc")
	got := answer(t, "table", file, "--rows", "segment", "--columns", "sat", "--percent", "total")
	r.same(got, "chi_square/x2", r.want("x2"))
	r.same(got, "chi_square/p", r.want("p"))
	r.same(got, "cramer_v", r.want("cramers_v"))
	columns := r.names("table/cols")
	for i, row := range r.names("table/rows") {
		for j, column := range columns {
			at := fmt.Sprintf("cells/row=%s,column=%s/", row, column)
			r.same(got, at+"n", r.want(fmt.Sprintf("table/values/%d/%d", i, j)))
			r.same(got, at+"standardised_residual", r.want(fmt.Sprintf("stdres/values/%d/%d", i, j)))
		}
	}
	r = refer(t, "tests.json", "svychisq")
	got = answer(t, "table", file, "--rows", "segment", "--columns", "sat", "--weights", "weight")
	r.same(got, "rao_scott/f", r.want("F/statistic"))
	r.same(got, "rao_scott/df1", r.want("F/parameter/0"))
	r.same(got, "rao_scott/p", r.want("F/p"))
}
