CREATE SCHEMA archive;
ALTER TABLE "Athlete" SET SCHEMA archive
