-- Runs are removed from now on, with their steps and tracks: by name, and with their last track where a save started them. A client before
-- this script leaves such a run without tracks, as it always did, and is not misled by a run that is gone.
-- Whoever may remove tracks may remove runs.
DO $$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT DISTINCT grantee FROM information_schema.table_privileges
        WHERE table_schema = 'tracking' AND table_name = 'tracks' AND privilege_type = 'DELETE'
    LOOP
        EXECUTE format(
            'GRANT DELETE ON tracking.runs, tracking.steps, tracking.current_runs TO %s',
            CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
    END LOOP;
END $$;
