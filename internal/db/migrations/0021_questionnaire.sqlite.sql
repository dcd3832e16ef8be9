-- owner: questionnaire
-- Published versions: written once, never changed, never removed. The triggers hold that against
-- everybody who has the database, not only against this program.
CREATE TABLE questionnaire_versions (
  id           TEXT NOT NULL PRIMARY KEY,
  code         TEXT NOT NULL,
  version      TEXT NOT NULL,
  system_id    TEXT NOT NULL, -- the indicator system version that bindings point into, or empty
  document     TEXT NOT NULL,
  hash         TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  published_by TEXT NOT NULL,
  CONSTRAINT uq_questionnaire_versions__code_version UNIQUE (code, version)
);

CREATE TRIGGER tr_questionnaire_versions__update BEFORE UPDATE ON questionnaire_versions
BEGIN SELECT RAISE(ABORT, 'questionnaire_versions: a published version does not change'); END;

CREATE TRIGGER tr_questionnaire_versions__delete BEFORE DELETE ON questionnaire_versions
BEGIN SELECT RAISE(ABORT, 'questionnaire_versions: a published version is not removed'); END;
