-- How the schema grows while clients of several versions use it (README.md, "Growth"). A client's version is that of the newest script it knows.
-- The schema's lowest writer and lowest reader are the greatest of these columns: a client below the first writes nothing, one below the second
-- answers nothing either. A later script that raises one of them updates its own row. Clients before this script refuse every newer schema.
ALTER TABLE tracking.migrations ADD COLUMN lowest_writer integer NOT NULL DEFAULT 6;
ALTER TABLE tracking.migrations ADD COLUMN lowest_reader integer NOT NULL DEFAULT 6;

-- Every change reads this column first. A script that raises the lowest writer renames it after the new version, so that the changes of older clients
-- whose connections are open already fail.
ALTER TABLE tracking.counters ADD COLUMN writers_from_6 boolean NOT NULL DEFAULT true;
