-- The data of a track, for SQL. jsonb has neither NUL nor halves of surrogate pairs: both become U+FFFD. What it cannot hold all the same,
-- such as a number with a large exponent, is null rather than the end of a query. The module itself does not use it.
CREATE FUNCTION tracking.jsonb_of(data text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    high CONSTANT text := '\\u[dD][89abAB][0-9a-fA-F]{2}';
    low CONSTANT text := '\\u[dD][c-fC-F][0-9a-fA-F]{2}';
BEGIN
    RETURN data::jsonb;
EXCEPTION WHEN OTHERS THEN
    BEGIN
        -- Not where a backslash that is itself escaped stands before it.
        RETURN regexp_replace(
            regexp_replace(
                regexp_replace(data, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g'),
                '(?<!\\)((?:\\\\)*)' || high || '(?!' || low || ')', '\1\\ufffd', 'g'),
            '(?<!' || high || ')(?<!\\)((?:\\\\)*)' || low, '\1\\ufffd', 'g')::jsonb;
    EXCEPTION WHEN OTHERS THEN
        RETURN NULL;
    END;
END $$;
