-- A save of a new track adds rows and changes none, so that no writer waits for another. A client before this script would number its tracks
-- from the row of counters, which is gone.
UPDATE tracking.migrations SET lowest_writer = 11, lowest_reader = 11 WHERE version = 11;

-- The ids rise, and are given once. One that was given to what failed is left out.
CREATE SEQUENCE tracking.track_numbers;
CREATE SEQUENCE tracking.run_ids;
CREATE SEQUENCE tracking.step_ids;
CREATE SEQUENCE tracking.claim_numbers;
SELECT setval('tracking.track_numbers', next_track, false), setval('tracking.run_ids', next_run, false),
    setval('tracking.step_ids', next_step, false),
    setval('tracking.claim_numbers', GREATEST(changes, (SELECT max(number) FROM tracking.claims)) + 1, false)
FROM tracking.counters;

-- One row, never changed: the store's GUID, and the column that all writers read (README.md, "Growth"). All changes but saves of new tracks
-- lock it.
CREATE TABLE tracking.store (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    store uuid NOT NULL DEFAULT gen_random_uuid(),
    writers_from_11 boolean NOT NULL DEFAULT true
);
INSERT INTO tracking.store (store) SELECT store FROM tracking.counters;

-- One row: the last time that the clock gave to a change that locks the store.
CREATE TABLE tracking.clock (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    last_clock bigint NOT NULL DEFAULT 0
);
INSERT INTO tracking.clock (last_clock) SELECT last_clock FROM tracking.counters;

-- What each writer did: rows are added, and never changed. After a lost connection a writer finds here whether its change was stored; one
-- that is void was not, and never will be. numbers, run_ids, ats: the new tracks of a save.
CREATE TABLE tracking.operations (
    writer uuid NOT NULL,
    operation bigint NOT NULL,
    void boolean NOT NULL DEFAULT false,
    numbers bigint[],
    run_ids integer[],
    ats bigint[],
    written timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (writer, operation)
);

-- The transaction that added or changed a row last, for followers.
ALTER TABLE tracking.tracks ADD COLUMN xid xid8 NOT NULL DEFAULT '0';
ALTER TABLE tracking.tracks ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
ALTER TABLE tracking.runs ADD COLUMN xid xid8 NOT NULL DEFAULT '0';
ALTER TABLE tracking.runs ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
ALTER TABLE tracking.steps ADD COLUMN xid xid8 NOT NULL DEFAULT '0';
ALTER TABLE tracking.steps ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
CREATE INDEX tracks_xid ON tracking.tracks (xid);
CREATE INDEX runs_xid ON tracking.runs (xid);
CREATE INDEX steps_xid ON tracking.steps (xid);

-- Whoever could write may do so as before.
DO $$
DECLARE
    held record;
    who text;
BEGIN
    FOR held IN
        SELECT grantee, bool_or(table_name = 'tracks' AND privilege_type = 'INSERT') AS adds,
            bool_or(table_name = 'counters' AND privilege_type = 'UPDATE') AS locks, bool_or(privilege_type = 'SELECT') AS reads
        FROM information_schema.table_privileges
        WHERE table_schema = 'tracking' AND table_name IN ('tracks', 'counters')
            AND grantee <> (SELECT tableowner FROM pg_tables WHERE schemaname = 'tracking' AND tablename = 'counters')
        GROUP BY grantee
    LOOP
        who := CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END;
        IF held.reads THEN
            EXECUTE format('GRANT SELECT ON tracking.store, tracking.clock, tracking.operations TO %s', who);
        END IF;
        IF held.adds OR held.locks THEN
            EXECUTE format('GRANT INSERT ON tracking.operations TO %s', who);
            EXECUTE format('GRANT UPDATE ON tracking.store, tracking.clock TO %s', who);
            EXECUTE format(
                'GRANT USAGE ON SEQUENCE tracking.track_numbers, tracking.run_ids, tracking.step_ids, tracking.claim_numbers TO %s', who);
        END IF;
    END LOOP;
    FOR held IN
        SELECT DISTINCT grantee FROM information_schema.column_privileges
        WHERE table_schema = 'tracking' AND table_name = 'tracks' AND column_name = 'changed' AND privilege_type = 'UPDATE'
    LOOP
        EXECUTE format(
            'GRANT UPDATE (xid) ON tracking.tracks TO %s',
            CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
    END LOOP;
END $$;

ALTER TABLE tracking.tracks DROP COLUMN changed;
ALTER TABLE tracking.runs DROP COLUMN changed;
ALTER TABLE tracking.steps DROP COLUMN changed;

-- How many tracks a key has, and which is the last, is asked of the tracks' index. A key stays when its last track is removed.
ALTER TABLE tracking.keys DROP COLUMN tracks;
ALTER TABLE tracking.keys DROP COLUMN last_at;
ALTER TABLE tracking.keys DROP COLUMN last_number;

ALTER TABLE tracking.writers DROP COLUMN operation;
ALTER TABLE tracking.writers DROP COLUMN number;
ALTER TABLE tracking.writers DROP COLUMN run_id;
ALTER TABLE tracking.writers DROP COLUMN at;
ALTER TABLE tracking.writers DROP COLUMN written;
DROP TABLE tracking.counters;
