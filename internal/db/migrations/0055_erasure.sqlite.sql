-- owner: response
-- What was erased of originals, and never whose: a row opens an original for its erasure, and closes it with the day on
-- which it was done. The leaf is that of the original as it was sealed.
CREATE TABLE response_erasures (
  wave_id       TEXT NOT NULL,
  response_id   TEXT NOT NULL,
  scope         TEXT NOT NULL,
  unit_id       TEXT NOT NULL,
  leaf          TEXT NOT NULL,
  after_closing BOOLEAN NOT NULL,
  asked_on      TEXT NOT NULL,
  done_on       TEXT NOT NULL,
  CONSTRAINT pk_response_erasures PRIMARY KEY (wave_id, response_id, scope),
  CONSTRAINT ck_response_erasures__scope CHECK (scope IN ('texts', 'answers'))
);
CREATE INDEX ix_response_erasures__done_on ON response_erasures (done_on);

CREATE TRIGGER tr_response_erasures__kept BEFORE DELETE ON response_erasures
BEGIN SELECT RAISE(ABORT, 'records of erasures are never deleted'); END;
CREATE TRIGGER tr_response_erasures__closed BEFORE UPDATE ON response_erasures
WHEN OLD.done_on <> '' OR OLD.leaf <> NEW.leaf OR OLD.response_id <> NEW.response_id OR OLD.wave_id <> NEW.wave_id OR OLD.scope <> NEW.scope
BEGIN SELECT RAISE(ABORT, 'records of erasures are never changed'); END;

DROP TRIGGER tr_responses__sealed;
CREATE TRIGGER tr_responses__sealed BEFORE UPDATE OF id, wave_id, unit_id, form_id, mode, language, leaf, receipt, submission, quarter, weight, stratum, psu ON responses
BEGIN SELECT RAISE(ABORT, 'originals are never changed'); END;
CREATE TRIGGER tr_responses__erased BEFORE UPDATE OF answers, salt, received_at, started_at ON responses
WHEN NOT EXISTS (SELECT 1 FROM response_erasures AS e WHERE e.wave_id = OLD.wave_id AND e.response_id = OLD.id AND e.done_on = '')
BEGIN SELECT RAISE(ABORT, 'originals are never changed'); END;
