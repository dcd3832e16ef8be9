-- owner: directory
CREATE TABLE cust_schemas (
  name       TEXT NOT NULL PRIMARY KEY,
  document   TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE cust_customers (
  id             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  code           TEXT COLLATE "C" NOT NULL,
  name           TEXT NOT NULL,
  name_key       TEXT COLLATE "C" NOT NULL,
  initials       TEXT COLLATE "C" NOT NULL,
  kind           TEXT NOT NULL,
  industry       TEXT NOT NULL,
  segment        TEXT NOT NULL,
  tier           TEXT NOT NULL,
  status         TEXT NOT NULL,
  language       TEXT NOT NULL,
  channel        TEXT NOT NULL,
  manager        TEXT NOT NULL,
  do_not_contact BOOLEAN NOT NULL,
  special_mark   BOOLEAN NOT NULL,
  batch_id       TEXT NOT NULL,
  digest         TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  changed_at     BIGINT NOT NULL,
  CONSTRAINT uq_cust_customers__code UNIQUE (code),
  CONSTRAINT ck_cust_customers__kind CHECK (kind IN ('person', 'company')),
  CONSTRAINT ck_cust_customers__status CHECK (status IN ('prospect', 'active', 'dormant', 'lost'))
);
CREATE INDEX ix_cust_customers__name_key ON cust_customers (name_key, id);
CREATE INDEX ix_cust_customers__initials ON cust_customers (initials, id);
CREATE INDEX ix_cust_customers__batch_id ON cust_customers (batch_id, id);

CREATE TABLE cust_contacts (
  id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  customer_id TEXT COLLATE "C" NOT NULL REFERENCES cust_customers (id),
  kind        TEXT NOT NULL,
  key_id      TEXT NOT NULL,
  sealed      TEXT NOT NULL,
  blind       TEXT NOT NULL,
  consent     TEXT NOT NULL,
  purposes    TEXT NOT NULL,
  valid_from  TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  CONSTRAINT ck_cust_contacts__kind CHECK (kind IN ('phone', 'email', 'address', 'id_number')),
  CONSTRAINT ck_cust_contacts__consent CHECK (consent IN ('unknown', 'granted', 'refused'))
);
CREATE INDEX ix_cust_contacts__customer_id ON cust_contacts (customer_id);
CREATE INDEX ix_cust_contacts__blind ON cust_contacts (blind, customer_id);

CREATE TABLE cust_relations (
  customer_id TEXT COLLATE "C" NOT NULL REFERENCES cust_customers (id),
  unit_id     TEXT NOT NULL,
  stage       TEXT NOT NULL,
  from_date   TEXT NOT NULL,
  until_date  TEXT NOT NULL,
  CONSTRAINT pk_cust_relations PRIMARY KEY (customer_id, unit_id)
);
CREATE INDEX ix_cust_relations__unit_id ON cust_relations (unit_id, customer_id, stage);

CREATE TABLE cust_values (
  customer_id TEXT COLLATE "C" NOT NULL REFERENCES cust_customers (id),
  attribute   TEXT NOT NULL,
  value       TEXT NOT NULL,
  CONSTRAINT pk_cust_values PRIMARY KEY (customer_id, attribute)
);
CREATE INDEX ix_cust_values__attribute ON cust_values (attribute, value, customer_id);

CREATE TABLE cust_mappings (
  name       TEXT NOT NULL PRIMARY KEY,
  document   TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE cust_batches (
  id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  file        TEXT NOT NULL,
  state       TEXT NOT NULL,
  mapping     TEXT NOT NULL,
  total       BIGINT NOT NULL,
  last_row    BIGINT NOT NULL,
  seen        BIGINT NOT NULL,
  created     BIGINT NOT NULL,
  changed     BIGINT NOT NULL,
  unchanged   BIGINT NOT NULL,
  faulty      BIGINT NOT NULL,
  problem     TEXT NOT NULL,
  actor_id    TEXT NOT NULL,
  actor_name  TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  CONSTRAINT ck_cust_batches__state CHECK (state IN
    ('uploaded', 'checking', 'checked', 'importing', 'stopping', 'done', 'cancelled', 'failed', 'undoing', 'undone'))
);

CREATE TABLE cust_faults (
  batch_id    TEXT NOT NULL REFERENCES cust_batches (id),
  row_number  BIGINT NOT NULL,
  column_name TEXT NOT NULL,
  key         TEXT NOT NULL,
  args        TEXT NOT NULL,
  CONSTRAINT pk_cust_faults PRIMARY KEY (batch_id, row_number, column_name)
);

CREATE TABLE cust_befores (
  batch_id    TEXT NOT NULL REFERENCES cust_batches (id),
  customer_id TEXT COLLATE "C" NOT NULL,
  key_id      TEXT NOT NULL,
  sealed      TEXT NOT NULL,
  CONSTRAINT pk_cust_befores PRIMARY KEY (batch_id, customer_id)
);
CREATE INDEX ix_cust_befores__customer_id ON cust_befores (customer_id);

CREATE TABLE cust_erasures (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  code_hash  TEXT NOT NULL,
  reason     TEXT NOT NULL,
  contents   TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  erased_at  BIGINT NOT NULL
);
CREATE INDEX ix_cust_erasures__code_hash ON cust_erasures (code_hash);
