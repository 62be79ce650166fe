-- Times are .NET ticks in UTC (100 ns since the year 1), since timestamptz keeps microseconds only. A name stands as it was spelled, and beside it, as …_key,
-- in the form by which it is compared (NameKey.cs). No foreign keys: every change holds the row of counters, and what it refers to was read under it.

-- One row. Whoever changes anything locks it first, and until its transaction ends: so ids rise in the order of the commits.
CREATE TABLE tracking.counters (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    store uuid NOT NULL DEFAULT gen_random_uuid(),
    next_track bigint NOT NULL DEFAULT 1,
    next_run integer NOT NULL DEFAULT 1,
    last_clock bigint NOT NULL DEFAULT 0
);
INSERT INTO tracking.counters DEFAULT VALUES;

CREATE TABLE tracking.tracks (
    number bigint PRIMARY KEY,
    at bigint NOT NULL,
    run_id integer NOT NULL,
    given boolean NOT NULL,
    task text COLLATE "C" NOT NULL,
    task_key text COLLATE "C" NOT NULL,
    user_name text COLLATE "C" NOT NULL,
    user_key text COLLATE "C" NOT NULL,
    data text COLLATE "C" NOT NULL,
    types text COLLATE "C"
);
CREATE INDEX tracks_at ON tracking.tracks (at, number);
CREATE INDEX tracks_task ON tracking.tracks (task_key, at, number);
CREATE INDEX tracks_user ON tracking.tracks (user_key, at, number);
CREATE INDEX tracks_key ON tracking.tracks (run_id, task_key, user_key, at, number);

-- end_at is the run's end but for the tracks that are there now, whose latest time counts too: so a save need not touch its run.
CREATE TABLE tracking.runs (
    run_id integer PRIMARY KEY,
    task text COLLATE "C",
    task_key text COLLATE "C",
    start_at bigint NOT NULL,
    end_at bigint NOT NULL,
    status smallint NOT NULL,
    message text COLLATE "C"
);
CREATE INDEX runs_task ON tracking.runs (task_key);

CREATE TABLE tracking.current_runs (
    task_key text COLLATE "C" PRIMARY KEY,
    run_id integer NOT NULL
);

-- One row for each (run, task, user) that has tracks: how many, and which is the last. Lists and counts come from here, the last track of a key in one step, and which keys a search by
-- several criteria has to merge.
CREATE TABLE tracking.keys (
    task_key text COLLATE "C" NOT NULL,
    run_id integer NOT NULL,
    user_key text COLLATE "C" NOT NULL,
    task text COLLATE "C" NOT NULL,
    user_name text COLLATE "C" NOT NULL,
    tracks bigint NOT NULL,
    last_at bigint NOT NULL,
    last_number bigint NOT NULL,
    PRIMARY KEY (run_id, task_key, user_key)
) WITH (fillfactor = 70);
CREATE INDEX keys_task ON tracking.keys (task_key, user_key);
CREATE INDEX keys_user ON tracking.keys (user_key, task_key);

-- One row for each store object that wrote: its last operation and what came of it. By it, one that lost its connection in the middle of a commit finds out whether that landed.
CREATE TABLE tracking.writers (
    writer uuid PRIMARY KEY,
    operation bigint NOT NULL,
    number bigint,
    run_id integer,
    at bigint,
    written timestamptz NOT NULL DEFAULT now()
);
