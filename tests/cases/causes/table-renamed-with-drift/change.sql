-- cause: table-renamed
ALTER TABLE shoes RENAME TO trainers;
ALTER TABLE trainers ADD COLUMN colour text;
ALTER TABLE trainers ALTER COLUMN worn DROP DEFAULT
