-- owner: outreach
CREATE TABLE open_links (
  code       TEXT NOT NULL PRIMARY KEY,
  wave_id    TEXT NOT NULL REFERENCES waves (id),
  unit_id    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT uq_open_links__wave_id_unit_id UNIQUE (wave_id, unit_id)
);

CREATE TABLE link_days (
  wave_id TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  day     TEXT NOT NULL,
  opened  BIGINT NOT NULL,
  started BIGINT NOT NULL,
  CONSTRAINT pk_link_days PRIMARY KEY (wave_id, unit_id, day)
);
