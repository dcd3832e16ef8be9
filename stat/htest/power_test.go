package htest_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

func TestPowerOfShares(t *testing.T) {
	t.Parallel()
	strict := htest.Plan{Strict: true}
	nearAll(t, 1e-9,
		figure{"power.prop.test(n=50,.5,.75)", must(htest.PowerShares(0.5, 0.75, 50, htest.Plan{})), 0.74016590133138793},
		figure{"strict, n=50,.5,.52", must(htest.PowerShares(0.5, 0.52, 50, strict)), 0.054549948356713861},
	)
	nearAll(t, 1e-7,
		figure{"power=.9", must(htest.SizeShares(0.5, 0.75, 0.9, htest.Plan{})), 76.706928451777443},
		figure{"one.sided, .01", must(htest.SizeShares(0.5, 0.75, 0.9, htest.Plan{Alpha: 0.01, OneSided: true})), 95.289474352313292},
		figure{"strict, power=.1", must(htest.SizeShares(0.5, 0.52, 0.1, strict)), 532.28525687148556},
	)
}

func TestPowerOfMeans(t *testing.T) {
	t.Parallel()
	one, pairs := htest.Plan{OneSided: true}, htest.Plan{Single: true}
	nearAll(t, 1e-9,
		figure{"power.t.test(n=20,delta=1)", must(htest.PowerMeans(1, 1, 20, htest.Plan{})), 0.86895280169249778},
		figure{"paired, n=20,delta=.5", must(htest.PowerMeans(-0.5, 1, 20, pairs)), 0.56448289667866192},
		figure{"strict, n=5,delta=.1", must(htest.PowerMeans(0.1, 1, 5, htest.Plan{Strict: true})), 0.052252610403737965},
	)
	nearAll(t, 1e-7,
		figure{"power=.9,delta=1", must(htest.SizeMeans(1, 1, 0.9, htest.Plan{})), 22.021095570093962},
		figure{"one.sided", must(htest.SizeMeans(1, 1, 0.9, one)), 17.847120626536707},
		figure{"one.sample, power=.8,delta=.3", must(htest.SizeMeans(0.3, 1, 0.8, pairs)), 89.149577266243057},
		figure{"power=.8,delta=.5", must(htest.SizeMeans(0.5, 1, 0.8, htest.Plan{})), 63.765763724846821}, // Cohen (1988): 64
		// So many that the normal distribution holds: 2·((z(.975)+z(.8))/1e-5)².
		figure{"delta=1e-5", must(htest.SizeMeans(1e-5, 1, 0.8, htest.Plan{})), 2 * 7.8488797343 / 1e-10},
	)
	if n := must(htest.SizeMeans(100, 1, 0.8, htest.Plan{})); n != 2 {
		t.Errorf("n = %v for a huge difference, want 2", n)
	}
}

// Size and power invert each other.
func TestSizeReachesThePower(t *testing.T) {
	t.Parallel()
	for _, plan := range []htest.Plan{{}, {OneSided: true}, {Alpha: 0.01, Strict: true}, {Single: true}} {
		for _, power := range []float64{0.3, 0.8, 0.99} {
			shares := must(htest.SizeShares(0.7, 0.75, power, plan))
			means := must(htest.SizeMeans(0.2, 1.5, power, plan))
			nearAll(t, 1e-9, figure{"shares", must(htest.PowerShares(0.7, 0.75, shares, plan)), power},
				figure{"means", must(htest.PowerMeans(0.2, 1.5, means, plan)), power})
		}
	}
}

func TestPowerRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	none := htest.Plan{}
	for name, c := range map[string]struct {
		err    error
		reason stat.Reason
	}{
		"share 0":        {second(htest.PowerShares(0, 0.5, 10, none)), stat.OutOfRange},
		"n 0":            {second(htest.PowerShares(0.4, 0.5, 0, none)), stat.OutOfRange},
		"no difference":  {second(htest.SizeShares(0.5, 0.5, 0.8, none)), stat.Infeasible},
		"power 1":        {second(htest.SizeShares(0.4, 0.5, 1, none)), stat.OutOfRange},
		"power too low":  {second(htest.SizeMeans(1, 1, 0.05, none)), stat.OutOfRange},
		"alpha":          {second(htest.SizeMeans(1, 1, 0.8, htest.Plan{Alpha: 2})), stat.OutOfRange},
		"alpha NaN":      {second(htest.PowerShares(0.4, 0.5, 10, htest.Plan{Alpha: math.NaN()})), stat.OutOfRange},
		"no delta":       {second(htest.SizeMeans(0, 1, 0.8, none)), stat.Infeasible},
		"delta NaN":      {second(htest.PowerMeans(math.NaN(), 1, 10, none)), stat.NotFinite},
		"sd 0":           {second(htest.PowerMeans(1, 0, 10, none)), stat.OutOfRange},
		"n 1":            {second(htest.PowerMeans(1, 1, 1, none)), stat.OutOfRange},
		"beyond numbers": {second(htest.SizeMeans(1e-12, 1, 0.8, none)), stat.Infeasible},
	} {
		needReason(t, name, c.err, c.reason)
	}
}
