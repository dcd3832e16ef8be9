-- owner: programme
-- Whether drafts of personal links that are half answered become partial responses when the wave is closed.
ALTER TABLE waves ADD COLUMN keep_partial BOOLEAN NOT NULL DEFAULT FALSE;
