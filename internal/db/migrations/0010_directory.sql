-- owner: directory
CREATE TABLE org_units (
  id         TEXT NOT NULL PRIMARY KEY,
  code       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT uq_org_units__code UNIQUE (code)
);

CREATE TABLE org_unit_versions (
  unit_id    TEXT NOT NULL REFERENCES org_units (id),
  valid_from TEXT NOT NULL,
  name       TEXT NOT NULL,
  name_en    TEXT NOT NULL,
  type       TEXT NOT NULL,
  parent_id  TEXT NOT NULL,
  manager    TEXT NOT NULL,
  closed     BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL,
  CONSTRAINT pk_org_unit_versions PRIMARY KEY (unit_id, valid_from),
  CONSTRAINT ck_org_unit_versions__parent_id CHECK (parent_id <> unit_id)
);

CREATE TABLE successions (
  from_unit TEXT NOT NULL REFERENCES org_units (id),
  to_unit   TEXT NOT NULL REFERENCES org_units (id),
  on_date   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  CONSTRAINT pk_successions PRIMARY KEY (from_unit, to_unit, on_date),
  CONSTRAINT ck_successions__kind CHECK (kind IN ('merge', 'split', 'replace')),
  CONSTRAINT ck_successions__to_unit CHECK (to_unit <> from_unit)
);
