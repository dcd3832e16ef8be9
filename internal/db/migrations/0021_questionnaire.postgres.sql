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

CREATE FUNCTION questionnaire_versions_frozen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'questionnaire_versions: a published version neither changes nor is removed'; END $$;

CREATE TRIGGER tr_questionnaire_versions__frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON questionnaire_versions
FOR EACH STATEMENT EXECUTE FUNCTION questionnaire_versions_frozen();
