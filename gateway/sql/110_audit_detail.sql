-- Why, where the event alone does not say it: "certificate expired". Words of ours. May be run again.
ALTER TABLE audit ADD COLUMN IF NOT EXISTS detail VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL;
