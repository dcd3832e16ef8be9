-- owner: scoring
-- How far the feed of named and confidential waves has been read. With held_responses it says what is counted.
CREATE TABLE scoring_cursor (
  name TEXT NOT NULL PRIMARY KEY,
  seq  BIGINT NOT NULL
);

-- Names of strata and primary sampling units by their code in the cube. Derived.
CREATE TABLE cube_codes (
  wave_id   TEXT NOT NULL,
  dimension TEXT NOT NULL,
  code      BIGINT NOT NULL,
  name      TEXT NOT NULL,
  CONSTRAINT pk_cube_codes PRIMARY KEY (wave_id, dimension, code),
  CONSTRAINT uq_cube_codes__wave_id_dimension_name UNIQUE (wave_id, dimension, name)
);

-- Responses of confidential and anonymous waves that are not yet in the cube's files: those held back
-- until five of a unit have come together (released false), and those released since the last flush.
CREATE TABLE held_responses (
  response_id TEXT NOT NULL PRIMARY KEY,
  wave_id     TEXT NOT NULL,
  unit_id     TEXT NOT NULL,
  released    BOOLEAN NOT NULL
);
