-- cause: none
ALTER TABLE shoes DROP COLUMN brand;
ALTER TABLE shoes ADD COLUMN maker varchar(80) NOT NULL
