ALTER TABLE race DROP COLUMN shown;
ALTER TABLE race ALTER city TYPE text[] USING ARRAY[city];
ALTER TABLE race ADD shown text GENERATED ALWAYS AS (name || ' in ' || city[1]) STORED
