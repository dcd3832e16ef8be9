-- owner: directory
-- What customers are searched by stands in a table of its own, so that an import can write it sorted: written row by row, each
-- of these keys would touch another page of an index. References are kept by the one package that writes these tables.
CREATE TABLE cust_keys (
  kind        TEXT COLLATE "C" NOT NULL,
  key         TEXT COLLATE "C" NOT NULL,
  customer_id TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_cust_keys PRIMARY KEY (kind, key, customer_id)
);
INSERT INTO cust_keys (kind, key, customer_id) SELECT 'name', name_key, id FROM cust_customers;
INSERT INTO cust_keys (kind, key, customer_id) SELECT 'initials', initials, id FROM cust_customers WHERE initials <> '';
INSERT INTO cust_keys (kind, key, customer_id) SELECT DISTINCT 'blind', blind, customer_id FROM cust_contacts WHERE blind <> '';

DROP INDEX ix_cust_contacts__blind;
DROP INDEX ix_cust_customers__name_key;
DROP INDEX ix_cust_customers__initials;
ALTER TABLE cust_contacts DROP CONSTRAINT cust_contacts_customer_id_fkey;
ALTER TABLE cust_relations DROP CONSTRAINT cust_relations_customer_id_fkey;
ALTER TABLE cust_values DROP CONSTRAINT cust_values_customer_id_fkey;
