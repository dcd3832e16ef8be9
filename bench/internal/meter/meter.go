// Package meter holds what the benchmarks measure with: medians, percentiles, processor time and memory
// of a process, and the machine's load, which is printed beside every figure.
package meter

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Runs is how often a measurement is repeated; its median counts.
const Runs = 5

// Median runs f five times and returns the median time.
func Median(f func()) time.Duration {
	times := make([]time.Duration, Runs)
	for i := range times {
		runtime.GC()
		start := time.Now()
		f()
		times[i] = time.Since(start)
	}
	return Middle(times)
}

// Middle is the median of figures; the list is sorted by it.
func Middle[T time.Duration | float64 | int64](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}

// Percentile is the p-th percentile of times by the nearest rank; the list is sorted by it.
func Percentile(times []time.Duration, p float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[min(len(times)-1, int(p/100*float64(len(times))))]
}

// Load is the machine's load of the last minute, "unknown" where it is not told.
func Load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(text))[0]
}

// OwnCPU is the processor time this process has used.
func OwnCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// ticks is how many units of processor time /proc counts in a second on Linux.
const ticks = 100

// CPU is the processor time a process has used, its threads together.
func CPU(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name in brackets may hold anything; the fields after it are counted from 3.
	_, rest, ok := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat: %q", pid, text)
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * (time.Second / ticks), err
}

// Memory is what a process holds in memory now and held at most, in megabytes.
func Memory(pid int) (now, most float64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "VmRSS":
			now = megabytes(value)
		case "VmHWM":
			most = megabytes(value)
		}
	}
	return now, most, nil
}

func megabytes(kilobytes string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kilobytes), "kB")), 64)
	if err != nil {
		return 0
	}
	return n / 1024
}

// Line prints a figure with its unit and, when there is one, what is to be said of it.
func Line(what, figure, remark string) {
	fmt.Printf("%-52s %14s  %s\n", what, figure, remark)
}

// Budget prints a figure beside its bound and says whether it is kept.
func Budget(what string, figure float64, unit, sign string, bound float64) {
	kept := figure <= bound
	if sign == "≥" {
		kept = figure >= bound
	}
	verdict := "met"
	if !kept {
		verdict = "NOT MET"
	}
	Line(what, fmt.Sprintf("%.2f %s", figure, unit), fmt.Sprintf("budget %s %g %s: %s", sign, bound, unit, verdict))
}

// Millis is a time in milliseconds.
func Millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
