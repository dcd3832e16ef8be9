-- owner: response
-- Files with the responses of outside surveys on their way into a wave.
CREATE TABLE response_batches (
  id          TEXT NOT NULL PRIMARY KEY,
  wave_id     TEXT NOT NULL REFERENCES waves (id),
  file        TEXT NOT NULL,
  state       TEXT NOT NULL,
  revision    BIGINT NOT NULL,
  mapping     TEXT NOT NULL,
  format      TEXT NOT NULL,
  encoding    TEXT NOT NULL,
  total       BIGINT NOT NULL,
  last_row    BIGINT NOT NULL,
  seen        BIGINT NOT NULL,
  good        BIGINT NOT NULL,
  bad         BIGINT NOT NULL,
  fresh       BIGINT NOT NULL,
  known       BIGINT NOT NULL,
  problem     TEXT NOT NULL,
  args        TEXT NOT NULL,
  profile     TEXT NOT NULL,
  result      TEXT NOT NULL,
  actor_id    TEXT NOT NULL,
  actor_name  TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  CONSTRAINT ck_response_batches__state CHECK (state IN
    ('reading', 'mapping', 'checking', 'checked', 'importing', 'done', 'cancelled', 'failed', 'discarded', 'undoing', 'undone'))
);
CREATE INDEX ix_response_batches__wave ON response_batches (wave_id, created_at);

-- What is wrong with rows of a batch.
CREATE TABLE response_batch_faults (
  batch_id    TEXT NOT NULL REFERENCES response_batches (id),
  ordinal     BIGINT NOT NULL,
  row_number  BIGINT NOT NULL,
  letter      TEXT NOT NULL,
  column_name TEXT NOT NULL,
  value       TEXT NOT NULL,
  key         TEXT NOT NULL,
  args        TEXT NOT NULL,
  CONSTRAINT pk_response_batch_faults PRIMARY KEY (batch_id, ordinal)
);

-- Which originals a batch brought.
CREATE TABLE response_batch_rows (
  response_id TEXT NOT NULL PRIMARY KEY,
  batch_id    TEXT NOT NULL REFERENCES response_batches (id)
);
CREATE INDEX ix_response_batch_rows__batch ON response_batch_rows (batch_id, response_id);

-- Mappings that were saved under a name.
CREATE TABLE response_mappings (
  name          TEXT NOT NULL PRIMARY KEY,
  questionnaire TEXT NOT NULL,
  mapping       TEXT NOT NULL,
  actor_name    TEXT NOT NULL,
  changed_at    BIGINT NOT NULL
);
