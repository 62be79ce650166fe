-- Steps of runs, what a run is known by and continues, signs of life, and claims. A client before this script would start runs without
-- saying that they are open, would resume runs, and would not know two statuses: it writes nothing, and answers nothing either.
UPDATE tracking.migrations SET lowest_writer = 7, lowest_reader = 7 WHERE version = 7;
ALTER TABLE tracking.counters RENAME COLUMN writers_from_6 TO writers_from_7;
ALTER TABLE tracking.counters ADD COLUMN next_step integer NOT NULL DEFAULT 1;

-- A step as it is now. path: the names and keys of the steps around it and its own; writer: the store object that recorded it last.
CREATE TABLE tracking.steps (
    step_id integer PRIMARY KEY,
    run_id integer NOT NULL,
    parent_id integer NOT NULL DEFAULT 0,
    name text COLLATE "C" NOT NULL,
    key text COLLATE "C",
    path text COLLATE "C" NOT NULL,
    status smallint NOT NULL,
    start_at bigint NOT NULL,
    end_at bigint,
    attempt integer NOT NULL DEFAULT 1,
    facts text COLLATE "C",
    output text COLLATE "C",
    carried_from uuid,
    carried_number bigint,
    origin uuid,
    origin_number bigint,
    writer uuid,
    changed bigint
);
CREATE INDEX steps_run ON tracking.steps (run_id, step_id);
CREATE UNIQUE INDEX steps_origin ON tracking.steps (origin, origin_number) WHERE origin IS NOT NULL;
CREATE INDEX steps_changed ON tracking.steps (changed) WHERE changed IS NOT NULL;

-- The step that a track was saved in.
ALTER TABLE tracking.tracks ADD COLUMN step_id integer NOT NULL DEFAULT 0;

-- What a run is known by, what it continues and how many steps it took over from that, the store object that started it, and the run here
-- that continued it.
ALTER TABLE tracking.runs ADD COLUMN key text COLLATE "C";
ALTER TABLE tracking.runs ADD COLUMN facts text COLLATE "C";
ALTER TABLE tracking.runs ADD COLUMN continues uuid;
ALTER TABLE tracking.runs ADD COLUMN continues_number bigint;
ALTER TABLE tracking.runs ADD COLUMN carried_steps integer NOT NULL DEFAULT 0;
ALTER TABLE tracking.runs ADD COLUMN writer uuid;
ALTER TABLE tracking.runs ADD COLUMN continued_by integer;
-- Whether a save started a run, or someone who said that it is at work, was not on record: nobody says so.
UPDATE tracking.runs SET status = 5 WHERE status = 0 AND origin IS NULL;

-- Signs of life of store objects: rows are added, and never changed. The last one of a writer holds until the time that it says.
CREATE TABLE tracking.alive (
    writer uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    host text COLLATE "C" NOT NULL,
    process integer NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    until timestamptz NOT NULL,
    PRIMARY KEY (writer, number)
);

-- Who is at work on a task and key on a host: rows are added, and never changed. The last claim counts, until a second row of its number
-- releases it, or its writer is not alive.
CREATE TABLE tracking.claims (
    number bigint NOT NULL,
    released boolean NOT NULL DEFAULT false,
    task_key text COLLATE "C" NOT NULL,
    key_hash text COLLATE "C" NOT NULL,
    host_key text COLLATE "C" NOT NULL,
    host text COLLATE "C" NOT NULL,
    process integer NOT NULL,
    writer uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (number, released)
);
CREATE INDEX claims_key ON tracking.claims (task_key, key_hash, host_key, number);

-- Whoever may ask for runs, start or stop them may do the same with what belongs to them now.
DO $$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT DISTINCT grantee, privilege_type FROM information_schema.table_privileges
        WHERE table_schema = 'tracking' AND table_name = 'runs' AND privilege_type IN ('SELECT', 'INSERT', 'UPDATE')
    LOOP
        EXECUTE format(
            'GRANT %s ON tracking.steps TO %s',
            held.privilege_type, CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
        IF held.privilege_type <> 'UPDATE' THEN
            EXECUTE format(
                'GRANT %s ON tracking.alive, tracking.claims TO %s',
                held.privilege_type, CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
        END IF;
    END LOOP;
END $$;
