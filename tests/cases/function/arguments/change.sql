-- since 18
CREATE OR REPLACE FUNCTION label(a integer, b text DEFAULT 'y') RETURNS integer LANGUAGE sql AS 'SELECT 1'
