package main

import (
	"fmt"
	"time"

	"manyi.dev/manyi/bench/internal/load"
	"manyi.dev/manyi/bench/internal/meter"
)

// settle is how long the server is given to score what it received and to write the cube's files: that work
// belongs to the processor time of a response.
const settle = 25 * time.Second

// json measures the intake of responses in JSON.
func (b *bench) json() error {
	all, err := load.Posters(callers, b.server.Address, b.links, b.answers)
	if err != nil {
		return err
	}
	return b.measure("response in JSON", all, 0.4)
}

// sessions measures whole sessions of respondents: the page is asked for, the answers are sent.
func (b *bench) sessions() error {
	return b.measure("session", load.Visitors(visitors, false, b.server.Address, b.links, b.answers), 0.8)
}

// firsts measures sessions of customers who come for the first time: with style, script and the script's beacon.
func (b *bench) firsts() error {
	all := load.Visitors(visitors, true, b.server.Address, b.links, b.answers)
	first := b.next
	before, err := b.server.CPU()
	if err != nil {
		return err
	}
	peak, err := b.closed(all, b.phase)
	if err != nil {
		return err
	}
	after, err := b.server.CPU()
	meter.Line("first session, with style, script and beacon", fmt.Sprintf("%.3f ms", meter.Millis(after-before)/float64(b.next-first)),
		fmt.Sprintf("server's processor time; %.0f /s", peak))
	return err
}

// measure finds the peak of a kind of work, its times at half of the peak, and the server's processor time.
func (b *bench) measure(what string, all []load.Caller, budget float64) error {
	first := b.next
	before, err := b.server.CPU()
	if err != nil {
		return err
	}
	if _, err := b.closed(all, b.phase/5); err != nil { // caches fill
		return err
	}
	peak, err := b.closed(all, b.phase)
	if err != nil {
		return err
	}
	meter.Line(what+", peak", fmt.Sprintf("%.0f /s", peak), fmt.Sprintf("%d at a time, load %s", len(all), meter.Load()))
	times, err := load.Open(all, b.next, peak/2, b.phase)
	b.next += len(times)
	if err != nil {
		return err
	}
	at := fmt.Sprintf("%s, %.0f /s, ", what, peak/2)
	meter.Line(at+"p50", fmt.Sprintf("%.2f ms", meter.Millis(meter.Percentile(times, 50))), "from the intended start")
	meter.Budget(at+"p99", meter.Millis(meter.Percentile(times, 99)), "ms", "≤", 50)
	if err := load.CloseAll(all); err != nil {
		return err
	}
	loaded, err := b.server.CPU()
	if err != nil {
		return err
	}
	time.Sleep(settle)
	after, err := b.server.CPU()
	if err != nil {
		return err
	}
	n := float64(b.next - first)
	meter.Line(what+", processor time until answered", fmt.Sprintf("%.3f ms", meter.Millis(loaded-before)/n), fmt.Sprintf("over %.0f", n))
	meter.Budget(what+", with scoring and the cube's files", meter.Millis(after-before)/n, "ms", "≤", budget)
	return nil
}

// closed is the rate of callers that work as fast as they can.
func (b *bench) closed(all []load.Caller, d time.Duration) (rate float64, err error) {
	n, took, err := load.Closed(all, b.next, d)
	b.next += n
	return float64(n) / took.Seconds(), err
}
