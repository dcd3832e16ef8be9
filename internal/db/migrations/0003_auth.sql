-- owner: auth
CREATE TABLE users (
  id          TEXT NOT NULL PRIMARY KEY,
  login       TEXT NOT NULL,
  name        TEXT NOT NULL,
  language    TEXT NOT NULL,
  password    TEXT NOT NULL,
  must_change BOOLEAN NOT NULL,
  disabled    BOOLEAN NOT NULL,
  generation  BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  CONSTRAINT uq_users__login UNIQUE (login),
  CONSTRAINT ck_users__language CHECK (language IN ('zh', 'en'))
);

CREATE TABLE user_grants (
  user_id TEXT NOT NULL REFERENCES users (id),
  role    TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  CONSTRAINT pk_user_grants PRIMARY KEY (user_id, role, unit_id),
  CONSTRAINT ck_user_grants__role CHECK (role IN ('administrator', 'survey_manager', 'unit_manager'))
);

CREATE TABLE sessions (
  token      TEXT NOT NULL PRIMARY KEY,
  data       TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX ix_sessions__expires_at ON sessions (expires_at);
