ALTER TABLE race DROP COLUMN shown;
ALTER TABLE race ALTER city TYPE text COLLATE "C";
ALTER TABLE race ADD shown text GENERATED ALWAYS AS (name || ' in ' || city) STORED
