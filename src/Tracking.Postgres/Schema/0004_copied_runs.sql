-- Where a run that was copied from another store came from, as for tracks.
ALTER TABLE tracking.runs ADD COLUMN origin uuid;
ALTER TABLE tracking.runs ADD COLUMN origin_number bigint;
CREATE UNIQUE INDEX runs_origin ON tracking.runs (origin, origin_number) WHERE origin IS NOT NULL;
