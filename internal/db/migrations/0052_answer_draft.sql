-- owner: response
-- What was typed on pages of personal links and not sent yet, under the SHA-256 of the link's token. No draft is evidence:
-- it goes with the sending, at closing, or a week after it.
CREATE TABLE answer_drafts (
  token         TEXT NOT NULL PRIMARY KEY,
  wave_id       TEXT NOT NULL REFERENCES waves (id),
  unit_id       TEXT NOT NULL,
  invitation_id TEXT NOT NULL,
  form_id       TEXT NOT NULL,
  page          BIGINT NOT NULL,
  language      TEXT NOT NULL,
  typed         TEXT NOT NULL,
  revision      BIGINT NOT NULL,
  editor        TEXT NOT NULL,
  stroke        BIGINT NOT NULL,
  started_at    BIGINT NOT NULL,
  saved_at      BIGINT NOT NULL,
  CONSTRAINT ck_answer_drafts__revision CHECK (revision > 0)
);
CREATE INDEX ix_answer_drafts__wave_id ON answer_drafts (wave_id, unit_id);
