-- Where a run that was copied from another store came from, as for tracks.
ALTER TABLE tracking.runs ADD COLUMN origin uuid;
ALTER TABLE tracking.runs ADD COLUMN origin_number bigint;
CREATE UNIQUE INDEX runs_origin ON tracking.runs (origin, origin_number) WHERE origin IS NOT NULL;

-- When a run's status was last said, each time later than before: of two copies the one with the later word is known by it.
ALTER TABLE tracking.runs ADD COLUMN status_at bigint;
UPDATE tracking.runs SET status_at = CASE WHEN status = 0 THEN start_at ELSE end_at END;
ALTER TABLE tracking.runs ALTER COLUMN status_at SET NOT NULL;
