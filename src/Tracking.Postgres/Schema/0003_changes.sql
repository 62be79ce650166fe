-- What a follower reads: each track that was replaced and each run that was stopped or taken up carries the number of that change, and the counters carry the last one. Tracks and runs
-- that are new are known by their ids.
ALTER TABLE tracking.counters ADD COLUMN changes bigint NOT NULL DEFAULT 0;
ALTER TABLE tracking.tracks ADD COLUMN changed bigint;
CREATE INDEX tracks_changed ON tracking.tracks (changed) WHERE changed IS NOT NULL;
ALTER TABLE tracking.runs ADD COLUMN changed bigint;
CREATE INDEX runs_changed ON tracking.runs (changed) WHERE changed IS NOT NULL;
