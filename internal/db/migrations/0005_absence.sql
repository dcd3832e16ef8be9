-- owner: auth
-- Who stands in for an account's owner from one day to another, both included.
CREATE TABLE user_absences (
  user_id   TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
  from_day  TEXT NOT NULL,
  to_day    TEXT NOT NULL,
  deputy_id TEXT NOT NULL REFERENCES users (id),
  set_at    BIGINT NOT NULL,
  CONSTRAINT ck_user_absences__days CHECK (from_day <= to_day),
  CONSTRAINT ck_user_absences__deputy CHECK (user_id <> deputy_id)
);
CREATE INDEX ix_user_absences__deputy ON user_absences (deputy_id);
