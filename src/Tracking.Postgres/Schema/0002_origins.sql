-- Where a track that was copied from another store came from: its writer there, and its number. A second copy of it is none.
ALTER TABLE tracking.tracks ADD COLUMN origin uuid;
ALTER TABLE tracking.tracks ADD COLUMN origin_number bigint;
CREATE UNIQUE INDEX tracks_origin ON tracking.tracks (origin, origin_number) WHERE origin IS NOT NULL;
