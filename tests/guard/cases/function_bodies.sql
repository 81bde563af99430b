-- expect: error guard-delete-without-where go_fast_companies @7:15
-- expect: error guard-table-truncated audit.events @14:12
-- expect: error guard-table-truncated events @16:10
-- expect: error guard-delete-without-where Race @19:15
CREATE OR REPLACE FUNCTION wipe() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM go_fast_companies;
END $$;

CREATE FUNCTION count_races() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM "Race" WHERE mood = ''sad''';

CREATE FUNCTION sweep() RETURNS void LANGUAGE sql SET search_path = audit AS $f$
  DELETE FROM events WHERE false;
  TRUNCATE events;
$f$;
TRUNCATE events;

CREATE FUNCTION modern() RETURNS void LANGUAGE sql BEGIN ATOMIC
  DELETE FROM "Race";
END;
