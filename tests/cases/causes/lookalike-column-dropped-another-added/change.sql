-- cause: none
ALTER TABLE clubs DROP COLUMN city;
ALTER TABLE clubs ADD COLUMN country text
