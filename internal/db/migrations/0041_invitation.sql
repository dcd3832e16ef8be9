-- owner: outreach
-- Personal links. The token itself is nowhere: it is derived from id and round under the keys of the customer archive, and
-- found by its SHA-256. The customer is empty once he was erased.
CREATE TABLE invitation_batches (
  id             TEXT NOT NULL PRIMARY KEY,
  wave_id        TEXT NOT NULL REFERENCES waves (id),
  state          TEXT NOT NULL,
  selection      TEXT NOT NULL,
  place          TEXT NOT NULL,
  matching       BIGINT NOT NULL,
  seen           BIGINT NOT NULL,
  issued         BIGINT NOT NULL,
  invited_before BIGINT NOT NULL,
  refused        TEXT NOT NULL,
  problem        TEXT NOT NULL,
  actor_id       TEXT NOT NULL,
  actor_name     TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  finished_at    BIGINT NOT NULL,
  CONSTRAINT ck_invitation_batches__state CHECK (state IN ('issuing', 'done', 'failed'))
);
CREATE INDEX ix_invitation_batches__wave_id ON invitation_batches (wave_id, id);

CREATE TABLE invitations (
  id          TEXT NOT NULL PRIMARY KEY,
  wave_id     TEXT NOT NULL REFERENCES waves (id),
  unit_id     TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  batch_id    TEXT NOT NULL REFERENCES invitation_batches (id),
  token       TEXT NOT NULL,
  round       BIGINT NOT NULL,
  state       TEXT NOT NULL,
  issued_at   BIGINT NOT NULL,
  issued_by   TEXT NOT NULL,
  started_at  BIGINT NOT NULL,
  answered_at BIGINT NOT NULL,
  revoked_at  BIGINT NOT NULL,
  response_id TEXT NOT NULL,
  CONSTRAINT uq_invitations__token UNIQUE (token),
  CONSTRAINT ck_invitations__state CHECK (state IN ('issued', 'started', 'answered', 'revoked'))
);
CREATE INDEX ix_invitations__wave_id ON invitations (wave_id, id);
CREATE INDEX ix_invitations__customer_id ON invitations (customer_id, wave_id);
