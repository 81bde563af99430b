ALTER TABLE race DROP COLUMN shown;
ALTER TABLE race ADD shown text GENERATED ALWAYS AS (name || ', ' || city) STORED
