-- owner: directory
-- Codes of customers that were merged into another: an import under such a code finds whom it became.
CREATE TABLE cust_old_codes (
  code        TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL,
  digest      TEXT NOT NULL,
  merged_at   BIGINT NOT NULL
);
CREATE INDEX ix_cust_old_codes__customer_id ON cust_old_codes (customer_id);

-- Every code that an erased customer had, as a hash.
CREATE TABLE cust_erased_codes (
  code_hash  TEXT NOT NULL PRIMARY KEY,
  erasure_id TEXT NOT NULL REFERENCES cust_erasures (id)
);

ALTER TABLE cust_erasures ADD COLUMN actor_id TEXT NOT NULL DEFAULT '';
