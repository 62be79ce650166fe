-- Each spelling of a task's or a user's name that a track was saved with: the lists of tasks and users are counted in the tracks' index,
-- which has the keys of names alone, and look here for how they are spelled. A client before this script adds no spellings.
UPDATE tracking.migrations SET lowest_writer = 14 WHERE version = 14;
ALTER TABLE tracking.store RENAME COLUMN writers_from_11 TO writers_from_14;

CREATE TABLE tracking.names (
    name_key text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL
);
INSERT INTO tracking.names (name_key, name)
SELECT task_key, task FROM tracking.tracks UNION SELECT user_key, user_name FROM tracking.tracks;
-- A name may be longer than an entry of an index.
CREATE UNIQUE INDEX names_name ON tracking.names (name_key, md5(name));

-- Whoever may read or add keys may do the same with names.
DO $$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT DISTINCT grantee, privilege_type FROM information_schema.table_privileges
        WHERE table_schema = 'tracking' AND table_name = 'keys' AND privilege_type IN ('SELECT', 'INSERT')
            AND grantee <> (SELECT tableowner FROM pg_tables WHERE schemaname = 'tracking' AND tablename = 'keys')
    LOOP
        EXECUTE format(
            'GRANT %s ON tracking.names TO %s', held.privilege_type,
            CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
    END LOOP;
END $$;
