-- owner: job
CREATE TABLE jobs (
  id          TEXT NOT NULL PRIMARY KEY,
  kind        TEXT NOT NULL,
  args        TEXT NOT NULL,
  ukey        TEXT NOT NULL,
  state       TEXT NOT NULL,
  run_at      BIGINT NOT NULL,
  attempt     BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  error       TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  CONSTRAINT ck_jobs__state CHECK (state IN ('ready', 'running', 'done', 'dead', 'cancelled'))
);
CREATE INDEX ix_jobs__ready ON jobs (run_at, id) WHERE state = 'ready';
CREATE INDEX ix_jobs__running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX ix_jobs__finished ON jobs (finished_at) WHERE finished_at > 0;
CREATE UNIQUE INDEX uq_jobs__kind_ukey ON jobs (kind, ukey) WHERE state = 'ready' AND ukey <> '';

CREATE TABLE job_runs (
  schedule TEXT NOT NULL,
  due_at   BIGINT NOT NULL,
  CONSTRAINT pk_job_runs PRIMARY KEY (schedule, due_at)
);
