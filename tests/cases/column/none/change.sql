ALTER TABLE race DROP COLUMN city CASCADE;
ALTER TABLE race ADD city text;
ALTER TABLE race ADD shown text GENERATED ALWAYS AS (((name)::text || ' in '::text) || city) STORED;
ALTER TABLE race ALTER open SET DEFAULT 't'::boolean;
ALTER TABLE race ALTER tags SET DEFAULT ARRAY[]::text[];
ALTER TABLE race ALTER miles SET DEFAULT 26.20
