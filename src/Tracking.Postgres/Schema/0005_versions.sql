-- How often a track's time and data were replaced: of two copies of one track the later one is known by it.
ALTER TABLE tracking.tracks ADD COLUMN version integer NOT NULL DEFAULT 0;
UPDATE tracking.tracks SET version = 1 WHERE changed IS NOT NULL;
