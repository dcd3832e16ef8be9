// Package job is durable work: rows of the record store that workers of this or another process
// carry out, at least once each.
//
//	ready ──claim──▶ running ──▶ done
//	  ▲                │  ├────▶ dead        gave up, or Invalid, or NotFound
//	  └── backs off ───┘  └────▶ cancelled
//
// A use case adds a job in its own transaction: the job exists when, and only when, the change it
// follows is committed. Arguments hold ids, not copies; a kind, once stored, keeps its name.
//
// A running job has a lease, extended while it runs. A job whose lease ran out belongs to nobody
// and is taken up again; the attempt number fences off the late answer of its former worker. A
// worker must therefore be idempotent.
//
// Of jobs of one kind with the same unique key at most one waits and at most one runs. A job added
// while another runs does wait: the running one may have read what it acts on before the change.
package job
