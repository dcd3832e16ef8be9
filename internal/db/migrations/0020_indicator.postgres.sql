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

CREATE FUNCTION indicator_versions_frozen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'indicator_versions: a published version neither changes nor is removed'; END $$;

CREATE TRIGGER tr_indicator_versions__frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON indicator_versions
FOR EACH STATEMENT EXECUTE FUNCTION indicator_versions_frozen();
