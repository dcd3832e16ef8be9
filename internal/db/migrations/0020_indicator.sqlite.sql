-- owner: indicator
-- Published versions: written once, never changed, never removed. The triggers hold that against
-- everybody who has the database, not only against this program.
CREATE TABLE indicator_versions (
  id           TEXT NOT NULL PRIMARY KEY,
  code         TEXT NOT NULL,
  version      TEXT NOT NULL,
  document     TEXT NOT NULL,
  hash         TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  published_by TEXT NOT NULL,
  CONSTRAINT uq_indicator_versions__code_version UNIQUE (code, version)
);

CREATE TRIGGER tr_indicator_versions__update BEFORE UPDATE ON indicator_versions
BEGIN SELECT RAISE(ABORT, 'indicator_versions: a published version does not change'); END;

CREATE TRIGGER tr_indicator_versions__delete BEFORE DELETE ON indicator_versions
BEGIN SELECT RAISE(ABORT, 'indicator_versions: a published version is not removed'); END;
