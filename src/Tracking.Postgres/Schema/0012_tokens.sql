-- What stands in each track's data, as tokens that the client makes: by them searches by data find the tracks that may match (rule 1.17).
-- They count while tokens_version is the track's version: a client before this script replaces data and leaves them as they were. A track
-- without tokens that count may match whatever is asked.
ALTER TABLE tracking.tracks ADD COLUMN tokens text[] COLLATE "C";
ALTER TABLE tracking.tracks ADD COLUMN tokens_version integer;
CREATE INDEX tracks_tokens ON tracking.tracks USING gin (
    (CASE WHEN tokens_version = version THEN tokens ELSE ARRAY['*'] END)
);

-- Whoever may replace a track's data may replace its tokens.
DO $$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT DISTINCT grantee FROM information_schema.column_privileges
        WHERE table_schema = 'tracking' AND table_name = 'tracks' AND column_name = 'data' AND privilege_type = 'UPDATE'
    LOOP
        EXECUTE format(
            'GRANT UPDATE (tokens, tokens_version) ON tracking.tracks TO %s',
            CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
    END LOOP;
END $$;
