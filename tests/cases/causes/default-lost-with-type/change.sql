-- cause: default-lost-with-type
ALTER TABLE runs ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE runs ALTER COLUMN kind TYPE text
