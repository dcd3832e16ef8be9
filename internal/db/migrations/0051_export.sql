-- owner: response
-- Files with the responses of a wave, made on request and kept for some days. The file lies in the data folder.
CREATE TABLE response_exports (
  id           TEXT NOT NULL PRIMARY KEY,
  wave_id      TEXT NOT NULL REFERENCES waves (id),
  made_by      TEXT NOT NULL,
  made_name    TEXT NOT NULL,
  options      TEXT NOT NULL,
  total        BIGINT NOT NULL,
  written      BIGINT NOT NULL,
  shortened    BIGINT NOT NULL,
  size         BIGINT NOT NULL,
  checksum     TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  finished_at  BIGINT NOT NULL,
  cancelled_at BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL
);
CREATE INDEX ix_response_exports__made_by ON response_exports (made_by, wave_id);
