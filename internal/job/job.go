package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/db"
)

// Args are a job's arguments, stored as JSON.
type Args interface {
	// Kind names the work; it is stored, so it never changes: "action.case_closed".
	Kind() string
}

// ID is a job's id.
type ID string

// State is where a job stands.
type State string

// The states.
const (
	StateReady     State = "ready"
	StateRunning   State = "running"
	StateDone      State = "done"
	StateDead      State = "dead"
	StateCancelled State = "cancelled"
)

// Job is a stored job.
type Job struct {
	ID         ID
	Kind       string
	Args       string // JSON
	Unique     string // key; empty: none
	State      State
	RunAt      db.Millis // not before; zero is at once
	Attempt    int       // number of claims so far
	LeaseUntil db.Millis
	Error      string // of the last attempt, for the operator
	CreatedAt  db.Millis
	FinishedAt db.Millis
}

// Option changes how a job is added.
type Option func(*Job)

// Unique leaves at most one job of the kind waiting under the key: adding another does nothing,
// but for an earlier time, which the waiting job takes over. Jobs of one key never run together.
func Unique(key string) Option { return func(j *Job) { j.Unique = key } }

// At has the job wait until t.
func At(t time.Time) Option { return func(j *Job) { j.RunAt = db.At(t) } }

// Add stores a job in the caller's transaction. Workers of this process wake when it commits.
func Add(ctx context.Context, tx *db.Tx, args Args, options ...Option) error {
	text, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("add job %s: %w", args.Kind(), err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("add job %s: %w", args.Kind(), err)
	}
	j := Job{ID: ID(id.String()), Kind: args.Kind(), Args: string(text), State: StateReady, CreatedAt: db.At(time.Now())}
	for _, o := range options {
		o(&j)
	}
	if err := insertJob(ctx, tx, &j); err != nil {
		return fmt.Errorf("add job %s: %w", j.Kind, err)
	}
	tx.AfterCommit(bell.ring)
	return nil
}

// Cancel ends a job that waits or runs; one that has ended stays as it is. The worker of a running
// job has its context cancelled within the polling time, and its result no longer counts.
func Cancel(ctx context.Context, tx *db.Tx, id ID, now time.Time) error {
	if err := cancelJob(ctx, tx, id, db.At(now)); err != nil {
		return fmt.Errorf("cancel job %s: %w", id, err)
	}
	tx.AfterCommit(bell.ring)
	return nil
}
