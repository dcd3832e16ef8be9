package job

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

// As gives a job an id of its maker's, who keeps it to ask for the job's state and to cancel it.
func As(id ID) Option { return func(j *Job) { j.ID = id } }

// States are the states of those of the jobs, at most 500, that there still are.
func States(ctx context.Context, q db.Q, ids []ID) (map[ID]State, error) {
	all, err := statesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	states := make(map[ID]State, len(all))
	for _, j := range all {
		states[j.ID] = j.State
	}
	return states, nil
}
