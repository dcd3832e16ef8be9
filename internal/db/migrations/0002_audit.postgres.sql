-- owner: audit
CREATE TABLE audit (
  id          TEXT NOT NULL PRIMARY KEY,
  at          BIGINT NOT NULL,
  actor_id    TEXT NOT NULL,
  actor_name  TEXT NOT NULL,
  action      TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id   TEXT NOT NULL,
  org_unit    TEXT NOT NULL,
  details     TEXT NOT NULL
);
CREATE INDEX ix_audit__at ON audit (at, id);
CREATE INDEX ix_audit__object ON audit (object_kind, object_id, at, id);
CREATE INDEX ix_audit__actor ON audit (actor_id, at, id);

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
