-- A change is one statement: what a client decided by what it had read is written if that is still so, and nothing of it otherwise. So no
-- lock is held while a client thinks, sends or is stopped. The module's statements are given as texts, in which ($1)[n] is a value.

-- What statements answer, in short. Their order makes no difference.
CREATE FUNCTION tracking.answers_of(checks text[], given text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    one text;
    answer text;
    answers text := '';
BEGIN
    FOREACH one IN ARRAY checks LOOP
        EXECUTE 'SELECT md5(string_agg(a::text, chr(10) ORDER BY a::text)) FROM (' || one || ') a' INTO answer USING given;
        answers := answers || ' ' || COALESCE(answer, '-');
    END LOOP;
    RETURN answers;
END $$;

-- Whether the change was made. locks: what is to have ended before it is seen whether the answers are still those that were expected.
CREATE FUNCTION tracking.change(locks text[], checks text[], expected text, writes text[], given text[]) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    statement text;
BEGIN
    FOREACH statement IN ARRAY locks LOOP
        EXECUTE statement USING given;
    END LOOP;
    IF tracking.answers_of(checks, given) <> expected THEN
        RETURN false;
    END IF;
    FOREACH statement IN ARRAY writes LOOP
        EXECUTE statement USING given;
    END LOOP;
    RETURN true;
END $$;
