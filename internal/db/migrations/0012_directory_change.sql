-- owner: directory
-- The number of the change that touched the unit last: who changes a unit names the one he has seen.
ALTER TABLE org_units ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

CREATE TABLE org_changes (
  revision    BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  actor_id    TEXT NOT NULL,
  actor_name  TEXT NOT NULL,
  act         TEXT NOT NULL,
  day         TEXT NOT NULL,
  units       TEXT NOT NULL,
  before      TEXT NOT NULL,
  folding     BOOLEAN NOT NULL,
  undone_at   BIGINT NOT NULL,
  undone_name TEXT NOT NULL,
  CONSTRAINT uq_org_changes__revision PRIMARY KEY (revision)
);

CREATE INDEX ix_org_changes__folding ON org_changes (folding) WHERE folding;

CREATE TABLE org_pending (
  revision BIGINT NOT NULL,
  number   BIGINT NOT NULL,
  document TEXT NOT NULL,
  CONSTRAINT pk_org_pending PRIMARY KEY (revision, number)
);

CREATE TABLE org_unit_types (
  code    TEXT NOT NULL PRIMARY KEY,
  name    TEXT NOT NULL,
  ordinal BIGINT NOT NULL
);

INSERT INTO org_unit_types (code, name, ordinal) VALUES
  ('group', '{"zh":"集团","en":"Group"}', 1),
  ('head_office', '{"zh":"总行","en":"Head office"}', 2),
  ('region', '{"zh":"大区","en":"Region"}', 3),
  ('branch', '{"zh":"分行","en":"Branch"}', 4),
  ('sub_branch', '{"zh":"支行","en":"Sub-branch"}', 5),
  ('outlet', '{"zh":"网点","en":"Outlet"}', 6),
  ('hall', '{"zh":"营业厅","en":"Hall"}', 7),
  ('project', '{"zh":"项目","en":"Project"}', 8),
  ('phase', '{"zh":"分期","en":"Phase"}', 9),
  ('department', '{"zh":"部门","en":"Department"}', 10),
  ('employee', '{"zh":"员工","en":"Employee"}', 11),
  ('brand', '{"zh":"品牌","en":"Brand"}', 12),
  ('airport', '{"zh":"机场","en":"Airport"}', 13),
  ('boarding_area', '{"zh":"候机区","en":"Boarding area"}', 14);
