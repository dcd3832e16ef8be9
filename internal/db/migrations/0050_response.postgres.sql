-- owner: response
CREATE TABLE wave_keys (
  wave_id    TEXT NOT NULL PRIMARY KEY,
  secret     TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Originals of named and confidential waves.
CREATE TABLE responses (
  id          TEXT NOT NULL,
  wave_id     TEXT NOT NULL REFERENCES waves (id),
  unit_id     TEXT NOT NULL,
  form_id     TEXT NOT NULL,
  mode        TEXT NOT NULL,
  language    TEXT NOT NULL,
  state       TEXT NOT NULL,
  answers     TEXT NOT NULL,
  salt        TEXT NOT NULL,
  leaf        TEXT NOT NULL,
  receipt     TEXT NOT NULL,
  submission  TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  started_at  BIGINT NOT NULL,
  quarter     BIGINT NOT NULL,
  weight      TEXT NOT NULL,
  stratum     TEXT NOT NULL,
  psu         TEXT NOT NULL,
  CONSTRAINT pk_responses PRIMARY KEY (wave_id, id),
  CONSTRAINT uq_responses__submission UNIQUE (submission),
  CONSTRAINT ck_responses__state CHECK (state IN ('valid', 'partial', 'invalid', 'excluded'))
);

-- Originals of anonymous waves: no instant, no address, no start time, no weight of a person.
CREATE TABLE anonymous_responses (
  id         TEXT NOT NULL,
  wave_id    TEXT NOT NULL,
  unit_id    TEXT NOT NULL,
  form_id    TEXT NOT NULL,
  language   TEXT NOT NULL,
  state      TEXT NOT NULL,
  answers    TEXT NOT NULL,
  salt       TEXT NOT NULL,
  leaf       TEXT NOT NULL,
  receipt    TEXT NOT NULL,
  submission TEXT NOT NULL,
  quarter    BIGINT NOT NULL,
  length     TEXT NOT NULL,
  CONSTRAINT pk_anonymous_responses PRIMARY KEY (wave_id, id),
  CONSTRAINT uq_anonymous_responses__submission UNIQUE (submission),
  CONSTRAINT ck_anonymous_responses__state CHECK (state IN ('valid', 'partial', 'invalid', 'excluded')),
  CONSTRAINT ck_anonymous_responses__length CHECK (length IN ('', 'under_1', '1_to_3', '3_to_10', 'over_10'))
);

-- PostgreSQL keeps rows in the order of their arrival. Fresh answers wait here until a job moves
-- them in the order of their random ids and empties this table.
CREATE TABLE anonymous_staging (
  LIKE anonymous_responses INCLUDING CONSTRAINTS,
  CONSTRAINT pk_anonymous_staging PRIMARY KEY (wave_id, id),
  CONSTRAINT uq_anonymous_staging__submission UNIQUE (submission)
);

CREATE VIEW anonymous_originals AS
  SELECT id, wave_id, unit_id, form_id, language, state, answers, salt, leaf, receipt, submission, quarter, length FROM anonymous_responses
  UNION ALL
  SELECT id, wave_id, unit_id, form_id, language, state, answers, salt, leaf, receipt, submission, quarter, length FROM anonymous_staging;

-- One row per change of a response of a named or confidential wave, in order.
CREATE TABLE response_feed (
  seq         BIGINT NOT NULL PRIMARY KEY,
  response_id TEXT NOT NULL,
  wave_id     TEXT NOT NULL,
  unit_id     TEXT NOT NULL,
  kind        TEXT NOT NULL
);

-- The same for anonymous waves: without order, deleted once read.
CREATE TABLE anonymous_feed (
  response_id TEXT NOT NULL PRIMARY KEY,
  wave_id     TEXT NOT NULL,
  unit_id     TEXT NOT NULL
);

-- Derived: how many responses a unit has by quarter and state.
CREATE TABLE response_counts (
  wave_id TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  quarter BIGINT NOT NULL,
  state   TEXT NOT NULL,
  n       BIGINT NOT NULL,
  CONSTRAINT pk_response_counts PRIMARY KEY (wave_id, unit_id, quarter, state)
);

CREATE FUNCTION refuse_change_of_original() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'originals are never changed'; END$$;
CREATE TRIGGER tr_responses__sealed BEFORE UPDATE OF id, wave_id, unit_id, form_id, mode, language, answers, salt, leaf, receipt, submission, received_at, started_at, quarter, weight, stratum, psu ON responses
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_original();
CREATE TRIGGER tr_anonymous_responses__sealed BEFORE UPDATE OF id, wave_id, unit_id, form_id, language, answers, salt, leaf, receipt, submission, quarter, length ON anonymous_responses
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_original();
CREATE TRIGGER tr_anonymous_staging__sealed BEFORE UPDATE OF id, wave_id, unit_id, form_id, language, answers, salt, leaf, receipt, submission, quarter, length ON anonymous_staging
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_original();
