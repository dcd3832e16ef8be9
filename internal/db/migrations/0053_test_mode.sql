-- owner: response
-- A planned wave's form is tried under a link of its own. What is answered there is no original: it is shown to
-- those who plan the wave, counted nowhere, and gone with the link when the wave is opened.
CREATE TABLE test_links (
  wave_id    TEXT NOT NULL PRIMARY KEY REFERENCES waves (id),
  code       TEXT NOT NULL,
  made_by    TEXT NOT NULL,
  made_name  TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT uq_test_links__code UNIQUE (code)
);

CREATE TABLE test_answers (
  id          TEXT NOT NULL PRIMARY KEY,
  wave_id     TEXT NOT NULL REFERENCES test_links (wave_id) ON DELETE CASCADE,
  form_id     TEXT NOT NULL,
  language    TEXT NOT NULL,
  submission  TEXT NOT NULL,
  answers     TEXT NOT NULL,
  started_at  BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  CONSTRAINT uq_test_answers__wave_id_submission UNIQUE (wave_id, submission)
);
CREATE INDEX ix_test_answers__wave_id ON test_answers (wave_id, id);
