-- owner: questionnaire
-- Questionnaires in the making. A save names the revision it was made on: of two people who edit one draft
-- the second is told, and nobody overwrites what he has not seen.
CREATE TABLE questionnaire_drafts (
  id           TEXT NOT NULL PRIMARY KEY,
  revision     BIGINT NOT NULL,
  base_id      TEXT NOT NULL, -- the version it was made from, or empty
  document     TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  changed_at   BIGINT NOT NULL,
  changed_by   TEXT NOT NULL,
  changed_name TEXT NOT NULL,
  CONSTRAINT ck_questionnaire_drafts__revision CHECK (revision > 0)
);
