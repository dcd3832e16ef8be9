-- owner: directory
-- What customers are searched by stands in a table of its own, so that an import can write it sorted: written row by row, each
-- of these keys would touch another page of an index. Tables without a rowid of its own spare an index each; references are
-- kept by the one package that writes these tables.
CREATE TABLE cust_keys (
  kind        TEXT NOT NULL,
  key         TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  CONSTRAINT pk_cust_keys PRIMARY KEY (kind, key, customer_id)
) WITHOUT ROWID;
INSERT INTO cust_keys (kind, key, customer_id) SELECT 'name', name_key, id FROM cust_customers;
INSERT INTO cust_keys (kind, key, customer_id) SELECT 'initials', initials, id FROM cust_customers WHERE initials <> '';
INSERT INTO cust_keys (kind, key, customer_id) SELECT DISTINCT 'blind', blind, customer_id FROM cust_contacts WHERE blind <> '';

DROP INDEX ix_cust_contacts__customer_id;
DROP INDEX ix_cust_contacts__blind;
ALTER TABLE cust_contacts RENAME TO cust_contacts_before;
CREATE TABLE cust_contacts (
  id          TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  kind        TEXT NOT NULL,
  key_id      TEXT NOT NULL,
  sealed      TEXT NOT NULL,
  blind       TEXT NOT NULL,
  consent     TEXT NOT NULL,
  purposes    TEXT NOT NULL,
  valid_from  TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  CONSTRAINT pk_cust_contacts PRIMARY KEY (customer_id, id),
  CONSTRAINT ck_cust_contacts__kind CHECK (kind IN ('phone', 'email', 'address', 'id_number')),
  CONSTRAINT ck_cust_contacts__consent CHECK (consent IN ('unknown', 'granted', 'refused'))
) WITHOUT ROWID;
INSERT INTO cust_contacts SELECT id, customer_id, kind, key_id, sealed, blind, consent, purposes, valid_from, valid_until FROM cust_contacts_before;
DROP TABLE cust_contacts_before;

DROP INDEX ix_cust_relations__unit_id;
ALTER TABLE cust_relations RENAME TO cust_relations_before;
CREATE TABLE cust_relations (
  customer_id TEXT NOT NULL,
  unit_id     TEXT NOT NULL,
  stage       TEXT NOT NULL,
  from_date   TEXT NOT NULL,
  until_date  TEXT NOT NULL,
  CONSTRAINT pk_cust_relations PRIMARY KEY (customer_id, unit_id)
) WITHOUT ROWID;
INSERT INTO cust_relations SELECT customer_id, unit_id, stage, from_date, until_date FROM cust_relations_before;
DROP TABLE cust_relations_before;
CREATE INDEX ix_cust_relations__unit_id ON cust_relations (unit_id, customer_id, stage);

DROP INDEX ix_cust_values__attribute;
ALTER TABLE cust_values RENAME TO cust_values_before;
CREATE TABLE cust_values (
  customer_id TEXT NOT NULL,
  attribute   TEXT NOT NULL,
  value       TEXT NOT NULL,
  CONSTRAINT pk_cust_values PRIMARY KEY (customer_id, attribute)
) WITHOUT ROWID;
INSERT INTO cust_values SELECT customer_id, attribute, value FROM cust_values_before;
DROP TABLE cust_values_before;
CREATE INDEX ix_cust_values__attribute ON cust_values (attribute, value, customer_id);

DROP INDEX ix_cust_customers__name_key;
DROP INDEX ix_cust_customers__initials;
DROP INDEX ix_cust_customers__batch_id;
ALTER TABLE cust_customers RENAME TO cust_customers_before;
CREATE TABLE cust_customers (
  id             TEXT NOT NULL,
  code           TEXT NOT NULL,
  name           TEXT NOT NULL,
  name_key       TEXT NOT NULL,
  initials       TEXT NOT NULL,
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
  CONSTRAINT pk_cust_customers PRIMARY KEY (id),
  CONSTRAINT uq_cust_customers__code UNIQUE (code),
  CONSTRAINT ck_cust_customers__kind CHECK (kind IN ('person', 'company')),
  CONSTRAINT ck_cust_customers__status CHECK (status IN ('prospect', 'active', 'dormant', 'lost'))
) WITHOUT ROWID;
INSERT INTO cust_customers SELECT id, code, name, name_key, initials, kind, industry, segment, tier, status, language, channel, manager,
  do_not_contact, special_mark, batch_id, digest, created_at, changed_at FROM cust_customers_before;
DROP TABLE cust_customers_before;
CREATE INDEX ix_cust_customers__batch_id ON cust_customers (batch_id, id);
