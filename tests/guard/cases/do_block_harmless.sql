-- expect: nothing
DO $body$
DECLARE
  n integer := 0;
  r record;
BEGIN
  SELECT count(*) INTO n FROM "Athlete";
  FOR r IN SELECT id FROM "Race" LOOP
    UPDATE "Race" SET mood = 'sad' WHERE id = r.id;
    n := n + 1;
  END LOOP;
  WHILE n > 0 LOOP
    n := n - 1;
    CONTINUE WHEN n = 3;
  END LOOP;
  INSERT INTO log(n) VALUES (n) RETURNING id INTO n;
  PERFORM pg_notify('x', CASE WHEN n = 0 THEN 'a' ELSE 'b' END);
  GET DIAGNOSTICS n = ROW_COUNT;
  CASE n WHEN 1 THEN NULL; ELSE RAISE EXCEPTION 'no'; END CASE;
END
$body$;
