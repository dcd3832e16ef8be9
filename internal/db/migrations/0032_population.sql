-- owner: programme
ALTER TABLE programmes ADD COLUMN population TEXT NOT NULL DEFAULT '{}';
