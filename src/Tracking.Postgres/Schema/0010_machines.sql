-- Each machine is itself: who wrote what is on record, and the current run of a task is that of a machine. A client before this script would
-- make its runs those of all machines, and would not find them.
UPDATE tracking.migrations SET lowest_writer = 10, lowest_reader = 10 WHERE version = 10;
ALTER TABLE tracking.counters RENAME COLUMN writers_from_7 TO writers_from_10;

-- A writer's machine and process are what it says. Its login is what the server knows: no one is granted to write that column.
ALTER TABLE tracking.writers ADD COLUMN host text COLLATE "C";
ALTER TABLE tracking.writers ADD COLUMN process integer;
ALTER TABLE tracking.writers ADD COLUMN login text COLLATE "C";
ALTER TABLE tracking.writers ADD COLUMN started timestamptz;
ALTER TABLE tracking.writers ALTER COLUMN login SET DEFAULT session_user;
ALTER TABLE tracking.writers ALTER COLUMN started SET DEFAULT clock_timestamp();
UPDATE tracking.writers w SET host = a.host, process = a.process, started = a.at
FROM (SELECT DISTINCT ON (writer) writer, host, process, at FROM tracking.alive ORDER BY writer, number) a WHERE a.writer = w.writer;

-- The writer that saved a track last; null for what was saved before, and for copies.
ALTER TABLE tracking.tracks ADD COLUMN writer uuid;

-- The machine that started a run. upper changes ASCII alone here: a machine with another name begins anew.
ALTER TABLE tracking.runs ADD COLUMN host_key text COLLATE "C";
UPDATE tracking.runs r SET host_key = upper(h.host)
FROM (
    SELECT run_id, COALESCE(
        tracking.jsonb_of(facts) ->> 'host',
        (SELECT a.host FROM tracking.alive a WHERE a.writer = s.writer ORDER BY a.number LIMIT 1)) COLLATE "C" AS host
    FROM tracking.runs s WHERE origin IS NULL
) h
WHERE h.run_id = r.run_id AND length(h.host) <= 200;
DROP INDEX tracking.runs_task;
CREATE INDEX runs_last ON tracking.runs (task_key, start_at, run_id);
CREATE INDEX runs_host ON tracking.runs (task_key, host_key, start_at, run_id);

-- Whose run one is that a save began before is not on record: it is current on no machine any more.
ALTER TABLE tracking.current_runs ADD COLUMN host_key text COLLATE "C";
UPDATE tracking.current_runs c SET host_key = r.host_key FROM tracking.runs r WHERE r.run_id = c.run_id;
DELETE FROM tracking.current_runs WHERE host_key IS NULL;
ALTER TABLE tracking.current_runs DROP CONSTRAINT current_runs_pkey;
ALTER TABLE tracking.current_runs ADD PRIMARY KEY (task_key, host_key);
CREATE UNIQUE INDEX current_runs_run ON tracking.current_runs (run_id);

-- Whoever could write may do so as before, but for the login.
DO $$
DECLARE
    held record;
    who text;
BEGIN
    FOR held IN
        SELECT grantee, bool_or(privilege_type = 'INSERT') AS adds, bool_or(privilege_type = 'UPDATE') AS updates
        FROM information_schema.table_privileges
        WHERE table_schema = 'tracking' AND table_name = 'writers' AND privilege_type IN ('INSERT', 'UPDATE')
            AND grantee <> (SELECT tableowner FROM pg_tables WHERE schemaname = 'tracking' AND tablename = 'writers')
        GROUP BY grantee
    LOOP
        who := CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END;
        EXECUTE format('REVOKE INSERT, UPDATE ON tracking.writers FROM %s', who);
        IF held.adds THEN
            EXECUTE format(
                'GRANT INSERT (writer, host, process, operation, number, run_id, at, written) ON tracking.writers TO %s', who);
        END IF;
        IF held.updates THEN
            EXECUTE format('GRANT UPDATE (operation, number, run_id, at, written) ON tracking.writers TO %s', who);
        END IF;
    END LOOP;
    FOR held IN
        SELECT DISTINCT grantee FROM information_schema.column_privileges
        WHERE table_schema = 'tracking' AND table_name = 'tracks' AND column_name = 'changed' AND privilege_type = 'UPDATE'
    LOOP
        EXECUTE format(
            'GRANT UPDATE (writer) ON tracking.tracks TO %s',
            CASE WHEN held.grantee = 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
    END LOOP;
END $$;
