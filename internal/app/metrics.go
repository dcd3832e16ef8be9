package app

import (
	"net/http"
	"os"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the server's counters for Prometheus. They name no unit and no person.
func (a *App) metrics() http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	counter := func(name, help string, read func() int64) {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "manyi_" + name, Help: help}, func() float64 { return float64(read()) }))
	}
	gauge := func(name, help string, read func() float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "manyi_" + name, Help: help}, read))
	}
	s := a.responses.Stats()
	counter("responses_accepted_total", "Responses stored.", s.Accepted.Load)
	counter("responses_repeated_total", "Submissions that had been received before.", s.Repeated.Load)
	counter("responses_refused_total", "Submissions that were refused.", s.Refused.Load)
	counter("response_commits_total", "Group commits of responses.", s.Batches.Load)
	gauge("response_commit_largest", "Responses in the largest group commit.", func() float64 { return float64(s.Largest.Load()) })
	gauge("cube_memory_bytes", "Memory held by the cube's columns.", func() float64 { return float64(a.engine.InMemory()) })
	gauge("record_store_bytes", "Size of the SQLite file, its log included.", func() float64 {
		var n int64
		for _, path := range []string{a.db.Path(), a.db.Path() + "-wal"} {
			if info, err := os.Stat(path); err == nil {
				n += info.Size()
			}
		}
		return float64(n)
	})
	gauge("goroutines", "Goroutines.", func() float64 { return float64(runtime.NumGoroutine()) })
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}
