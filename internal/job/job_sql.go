package job

import (
	"cmp"
	"context"
	"slices"

	"manyi.dev/manyi/internal/db"
)

const jobCols = `id, kind, args, ukey, state, run_at, attempt, lease_until, error, created_at, finished_at`

func jobCells(j *Job) []any {
	return []any{
		&j.ID, &j.Kind, &j.Args, &j.Unique, &j.State, &j.RunAt, &j.Attempt, &j.LeaseUntil, &j.Error, &j.CreatedAt, &j.FinishedAt,
	}
}

// insertJob adds the job or moves the waiting one of the same key forward. The update is made even
// when it changes nothing: on PostgreSQL it locks the waiting job until the caller commits, so that
// no worker takes it up and misses the caller's change.
func insertJob(ctx context.Context, q db.Q, j *Job) error {
	_, err := q.Exec(ctx, `INSERT INTO jobs (`+jobCols+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (kind, ukey) WHERE state = 'ready' AND ukey <> ''
		DO UPDATE SET run_at = CASE WHEN excluded.run_at < jobs.run_at THEN excluded.run_at ELSE jobs.run_at END`, jobCells(j)...)
	return err
}

// kindsDue lists the kinds that have a job to do, without taking the writer.
func kindsDue(ctx context.Context, q db.Q, now db.Millis) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT DISTINCT kind FROM jobs WHERE state = 'ready' AND run_at <= ?`, now)
}

// claim takes up to limit jobs of a kind. A job whose key is running elsewhere waits.
func claim(ctx context.Context, q db.Q, kind string, limit int, now, lease db.Millis) ([]Job, error) {
	// PostgreSQL has several writers, which must not wait for each other's jobs.
	skip := db.Pick(q, ``, ` FOR UPDATE SKIP LOCKED`)
	taken, err := db.All(ctx, q, jobCells, `UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_until = ?
		WHERE id IN (
			SELECT id FROM jobs AS j
			WHERE state = 'ready' AND run_at <= ? AND kind = ? AND (ukey = '' OR NOT EXISTS (
				SELECT 1 FROM jobs AS other WHERE other.state = 'running' AND other.kind = j.kind AND other.ukey = j.ukey))
			ORDER BY run_at, id LIMIT ?`+skip+`)
		RETURNING `+jobCols, lease, now, kind, limit)
	slices.SortFunc(taken, func(a, b Job) int {
		return cmp.Or(cmp.Compare(a.RunAt, b.RunAt), cmp.Compare(a.ID, b.ID))
	})
	return taken, err
}

// extend prolongs the lease of one attempt.
func extend(ctx context.Context, q db.Q, id ID, attempt int, lease db.Millis) error {
	_, err := q.Exec(ctx, `UPDATE jobs SET lease_until = ? WHERE id = ? AND attempt = ? AND state = 'running'`, lease, id, attempt)
	return err
}

// finish ends one attempt's job; false when the attempt no longer owns it.
func finish(ctx context.Context, q db.Q, j Job, state State, reason string, now db.Millis) (bool, error) {
	n, err := q.Exec(ctx, `UPDATE jobs SET state = ?, error = ?, lease_until = 0, finished_at = ?
		WHERE id = ? AND attempt = ? AND state = 'running'`, state, reason, now, j.ID, j.Attempt)
	return n == 1, err
}

// giveBack makes one attempt's job wait again; false when the attempt no longer owns it, or when
// another job waits under its key, which then does the work. uncounted takes the attempt back.
func giveBack(ctx context.Context, q db.Q, j Job, reason string, runAt db.Millis, uncounted bool) (bool, error) {
	back := 0
	if uncounted {
		back = 1
	}
	n, err := q.Exec(ctx, `UPDATE jobs SET state = 'ready', error = ?, lease_until = 0, run_at = ?, attempt = attempt - ?
		WHERE id = ? AND attempt = ? AND state = 'running' AND (ukey = '' OR NOT EXISTS (
			SELECT 1 FROM jobs AS other WHERE other.state = 'ready' AND other.kind = jobs.kind AND other.ukey = jobs.ukey))`,
		reason, runAt, back, j.ID, j.Attempt)
	return n == 1, err
}

// abandoned lists running jobs whose lease ended before now.
func abandoned(ctx context.Context, q db.Q, now db.Millis) ([]Job, error) {
	return db.All(ctx, q, jobCells, `SELECT `+jobCols+` FROM jobs WHERE state = 'running' AND lease_until < ? ORDER BY lease_until, id LIMIT 100`, now)
}

// stillRunning lists those of ids that are running, with their attempts.
func stillRunning(ctx context.Context, q db.Q, ids []ID) ([]Job, error) {
	in, args := db.In(ids)
	return db.All(ctx, q, jobCells, `SELECT `+jobCols+` FROM jobs WHERE state = 'running' AND id IN `+in, args...)
}

// statesOf lists those of ids that there are.
func statesOf(ctx context.Context, q db.Q, ids []ID) ([]Job, error) {
	in, args := db.In(ids)
	return db.All(ctx, q, jobCells, `SELECT `+jobCols+` FROM jobs WHERE id IN `+in, args...)
}

func cancelJob(ctx context.Context, q db.Q, id ID, now db.Millis) error {
	_, err := q.Exec(ctx, `UPDATE jobs SET state = 'cancelled', lease_until = 0, finished_at = ?
		WHERE id = ? AND state IN ('ready', 'running')`, now, id)
	return err
}

// insertRun notes that a schedule's due time was served; false when it was already.
func insertRun(ctx context.Context, q db.Q, schedule string, due db.Millis) (bool, error) {
	n, err := q.Exec(ctx, `INSERT INTO job_runs (schedule, due_at) VALUES (?, ?) ON CONFLICT DO NOTHING`, schedule, due)
	return n == 1, err
}

// lastRun is the newest due time a schedule was served for; zero when there is none.
func lastRun(ctx context.Context, q db.Q, schedule string) (db.Millis, error) {
	return db.Value[db.Millis](ctx, q, `SELECT COALESCE(MAX(due_at), 0) FROM job_runs WHERE schedule = ?`, schedule)
}

// deleteOld removes some ended jobs and served due times; it returns how many.
func deleteOld(ctx context.Context, q db.Q, ended, dead, runs db.Millis) (int64, error) {
	n, err := q.Exec(ctx, `DELETE FROM jobs WHERE id IN (
		SELECT id FROM jobs WHERE finished_at > 0 AND finished_at < ? AND (state <> 'dead' OR finished_at < ?) LIMIT 500)`, ended, dead)
	if err != nil {
		return n, err
	}
	// The newest run of each schedule stays: it says what was served.
	m, err := q.Exec(ctx, `DELETE FROM job_runs WHERE due_at < ? AND due_at < (
		SELECT MAX(due_at) FROM job_runs AS newer WHERE newer.schedule = job_runs.schedule)`, runs)
	return n + m, err
}
