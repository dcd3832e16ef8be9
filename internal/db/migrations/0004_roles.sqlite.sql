-- owner: auth
ALTER TABLE users ADD COLUMN last_login_at BIGINT NOT NULL DEFAULT 0;

-- SQLite changes no constraint of a table that is there.
ALTER TABLE user_grants RENAME TO user_grants_before;
CREATE TABLE user_grants (
  user_id TEXT NOT NULL REFERENCES users (id),
  role    TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  CONSTRAINT pk_user_grants PRIMARY KEY (user_id, role, unit_id),
  CONSTRAINT ck_user_grants__role CHECK (role IN ('administrator', 'survey_manager', 'unit_manager', 'auditor', 'analyst'))
);
INSERT INTO user_grants (user_id, role, unit_id) SELECT user_id, role, unit_id FROM user_grants_before;
DROP TABLE user_grants_before;

-- A way to a password for whoever holds the link; the row goes when it is used.
CREATE TABLE user_links (
  user_id    TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
  token      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  CONSTRAINT uq_user_links__token UNIQUE (token),
  CONSTRAINT ck_user_links__kind CHECK (kind IN ('invitation', 'reset'))
);

CREATE TABLE api_keys (
  id           TEXT NOT NULL PRIMARY KEY,
  name         TEXT NOT NULL,
  token        TEXT NOT NULL,
  hint         TEXT NOT NULL,
  scopes       TEXT NOT NULL,
  user_id      TEXT NOT NULL REFERENCES users (id),
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  revoked_at   BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  CONSTRAINT uq_api_keys__token UNIQUE (token)
);
