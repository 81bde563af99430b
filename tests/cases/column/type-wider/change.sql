ALTER TABLE race DROP COLUMN shown;
ALTER TABLE race ALTER name TYPE varchar(255);
ALTER TABLE race ADD shown text GENERATED ALWAYS AS (name || ' in ' || city) STORED
