-- owner: programme
CREATE TABLE programmes (
  id         TEXT NOT NULL PRIMARY KEY,
  code       TEXT NOT NULL,
  name       TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT uq_programmes__code UNIQUE (code)
);

CREATE TABLE waves (
  id               TEXT NOT NULL PRIMARY KEY,
  programme_id     TEXT NOT NULL REFERENCES programmes (id),
  code             TEXT NOT NULL,
  name             TEXT NOT NULL,
  period_from      TEXT NOT NULL,
  period_to        TEXT NOT NULL,
  state            TEXT NOT NULL,
  anonymity        TEXT NOT NULL,
  questionnaire_id TEXT NOT NULL REFERENCES questionnaire_versions (id),
  system_id        TEXT NOT NULL REFERENCES indicator_versions (id),
  root_unit        TEXT NOT NULL,
  surveyed_types   TEXT NOT NULL,
  target           BIGINT NOT NULL,
  tree_as_of       TEXT NOT NULL,
  previous         TEXT NOT NULL,
  opened_at        BIGINT NOT NULL,
  closed_at        BIGINT NOT NULL,
  created_at       BIGINT NOT NULL,
  CONSTRAINT uq_waves__code UNIQUE (code),
  CONSTRAINT ck_waves__state CHECK (state IN ('planned', 'open', 'paused', 'closed', 'reported')),
  CONSTRAINT ck_waves__anonymity CHECK (anonymity IN ('named', 'confidential', 'anonymous')),
  CONSTRAINT ck_waves__period CHECK (period_from <= period_to),
  CONSTRAINT ck_waves__target CHECK (target >= 0)
);
CREATE INDEX ix_waves__programme ON waves (programme_id, period_from);

CREATE TABLE wave_units (
  wave_id   TEXT NOT NULL REFERENCES waves (id),
  ordinal   BIGINT NOT NULL,
  unit_id   TEXT NOT NULL,
  code      TEXT NOT NULL,
  name      TEXT NOT NULL,
  type      TEXT NOT NULL,
  parent_id TEXT NOT NULL,
  manager   TEXT NOT NULL,
  surveyed  BOOLEAN NOT NULL,
  CONSTRAINT pk_wave_units PRIMARY KEY (wave_id, ordinal),
  CONSTRAINT uq_wave_units__wave_id_unit_id UNIQUE (wave_id, unit_id),
  CONSTRAINT uq_wave_units__wave_id_code UNIQUE (wave_id, code)
);
