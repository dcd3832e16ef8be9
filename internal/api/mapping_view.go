package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/foreign"
)

// ResponseBatch is a file of an outside survey on its way into a wave.
type ResponseBatch struct {
	ID         string     `json:"id"`
	Wave       string     `json:"wave" doc:"code"`
	WaveName   i18n.Text  `json:"wave_name"`
	WaveState  string     `json:"wave_state" enum:"planned,open,paused,closed,reported"`
	File       string     `json:"file"`
	State      string     `json:"state" enum:"reading,mapping,checking,checked,importing,done,cancelled,failed,discarded,undoing,undone"`
	Revision   int        `json:"revision" doc:"grows with each change of the mapping"`
	Format     string     `json:"format" enum:"csv,xlsx"`
	Encoding   string     `json:"encoding,omitempty"`
	Total      int        `json:"total" doc:"rows of the file, 0 until it was read"`
	Seen       int        `json:"seen" doc:"rows done in the present state"`
	Good       int        `json:"good"`
	Bad        int        `json:"bad" doc:"rows that are left out"`
	New        int        `json:"new" doc:"responses that were written"`
	Known      int        `json:"known" doc:"rows that were there already"`
	Problem    string     `json:"problem,omitempty" doc:"what ended it, in words"`
	By         string     `json:"by"`
	CreatedAt  time.Time  `json:"created_at"`
	FinishedAt *time.Time `json:"finished_at,omitempty"`
}

func responseBatchView(ctx context.Context, b *response.Batch, wave programme.Wave) ResponseBatch {
	v := ResponseBatch{
		ID: b.ID, Wave: wave.Code, WaveName: wave.Name, WaveState: string(wave.State), File: b.File, State: string(b.State), Revision: b.Revision,
		Format: b.Format, Encoding: b.Encoding, Total: b.Total, Seen: b.Seen, Good: b.Good, Bad: b.Bad, New: b.New, Known: b.Known,
		By: b.By.Name, CreatedAt: b.CreatedAt.Time(), FinishedAt: instant(b.FinishedAt),
	}
	if b.Problem != "" {
		v.Problem = i18n.T(language(ctx), b.Problem, b.Args)
	}
	return v
}

// BatchMapping is a mapping with what is wrong with it.
type BatchMapping struct {
	Mapping foreign.Mapping `json:"mapping"`
	Faults  []Fault         `json:"faults" doc:"what keeps it from being used; without them the rows are tried"`
	Batch   ResponseBatch   `json:"batch"`
}

func faultViews(ctx context.Context, faults []*errs.Error) []Fault {
	views := make([]Fault, 0, len(faults))
	for _, e := range faults {
		views = append(views, Fault{Key: e.Key, Field: e.Field, Detail: i18n.T(language(ctx), e.Key, e.Args)})
	}
	return views
}

// ResponseProfile is what a file holds, and why columns are suggested for what.
type ResponseProfile struct {
	Header  *foreign.Header  `json:"header,omitempty"`
	Head    [][]string       `json:"head" doc:"the first rows as they stand in the file"`
	Rows    [][]string       `json:"rows" doc:"the first rows below the header"`
	Columns []foreign.Column `json:"columns"`
	Hints   []foreign.Hint   `json:"hints"`
}

func profileView(p *response.Profiled) ResponseProfile {
	v := ResponseProfile{Header: p.Header, Head: p.Head, Rows: p.Rows, Columns: p.Columns, Hints: p.Hints}
	if v.Head == nil {
		v.Head = [][]string{}
	}
	if v.Rows == nil {
		v.Rows = [][]string{}
	}
	if v.Columns == nil {
		v.Columns = []foreign.Column{}
	}
	if v.Hints == nil {
		v.Hints = []foreign.Hint{}
	}
	for i := range v.Columns {
		if v.Columns[i].Top == nil {
			v.Columns[i].Top = []foreign.ValueCount{}
		}
	}
	return v
}

// ResponseOutcome is what a check, or the import, has found.
type ResponseOutcome struct {
	Reasons  []RefusalReason           `json:"reasons" doc:"why rows are left out, the most frequent first"`
	Units    map[string]int            `json:"units" doc:"good rows by unit code"`
	NotAsked map[string]int            `json:"not_asked" doc:"by item: answers to what the conditions do not ask; they are not kept"`
	Unmapped []response.UnmappedColumn `json:"unmapped" doc:"values that are no answer, by column"`
}

// RefusalReason counts the rows that are left out for one value in one column.
type RefusalReason struct {
	foreign.Reason
	Detail string `json:"detail"`
}

func outcomeView(ctx context.Context, o *response.Outcome) ResponseOutcome {
	v := ResponseOutcome{Reasons: []RefusalReason{}, Units: o.Units, NotAsked: o.NotAsked, Unmapped: o.Unmapped}
	for _, r := range o.Reasons {
		v.Reasons = append(v.Reasons, RefusalReason{r, i18n.T(language(ctx), r.Key, r.Args)})
	}
	if v.Units == nil {
		v.Units = map[string]int{}
	}
	if v.NotAsked == nil {
		v.NotAsked = map[string]int{}
	}
	if v.Unmapped == nil {
		v.Unmapped = []response.UnmappedColumn{}
	}
	return v
}

// SavedMapping is a mapping that was saved under a name.
type SavedMapping struct {
	Name          string    `json:"name"`
	Questionnaire string    `json:"questionnaire" doc:"code@version it was made for"`
	By            string    `json:"by"`
	ChangedAt     time.Time `json:"changed_at"`
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}
