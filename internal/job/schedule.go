package job

import (
	"context"
	"fmt"
	"time"

	"manyi.dev/manyi/internal/db"
)

// Schedule says when periodic work is due: the latest due time that is not after now.
type Schedule func(now time.Time) time.Time

// Every is due at each multiple of the period.
func Every(period time.Duration) Schedule {
	return func(now time.Time) time.Time { return now.Truncate(period) }
}

// Daily is due once a day at an hour and minute of the zone.
func Daily(hour, minute int, zone *time.Location) Schedule {
	return func(now time.Time) time.Time {
		y, m, d := now.In(zone).Date()
		if due := time.Date(y, m, d, hour, minute, 0, 0, zone); !due.After(now) {
			return due
		}
		return time.Date(y, m, d-1, hour, minute, 0, 0, zone)
	}
}

// periodic is work that a schedule adds.
type periodic struct {
	name string
	due  Schedule
	args Args
}

// Periodic adds args by a schedule, once per due time however many processes run. Due times that
// passed while no process ran are served once, by the latest. The name is stored: it never changes.
// Call it before Run.
func (r *Runner) Periodic(name string, due Schedule, args Args) {
	for _, p := range r.periodics {
		if p.name == name {
			panic("job: two schedules called " + name)
		}
	}
	r.periodics = append(r.periodics, periodic{name: name, due: due, args: args})
}

// schedule adds the periodic jobs that have come due.
func (r *Runner) schedule(ctx context.Context) error {
	for _, p := range r.periodics {
		due := db.At(p.due(r.now()))
		if last, err := lastRun(ctx, r.db, p.name); err != nil {
			return fmt.Errorf("schedule %s: %w", p.name, err)
		} else if last >= due { // also when the clock went backwards
			continue
		}
		err := r.db.Tx(ctx, func(tx *db.Tx) error {
			if mine, err := insertRun(ctx, tx, p.name, due); err != nil || !mine {
				return err
			}
			return Add(ctx, tx, p.args, Unique("schedule:"+p.name))
		})
		if err != nil {
			return fmt.Errorf("schedule %s: %w", p.name, err)
		}
	}
	return nil
}
