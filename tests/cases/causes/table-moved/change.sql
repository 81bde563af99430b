-- cause: table-moved
CREATE SCHEMA club_data;
ALTER TABLE "Runner" SET SCHEMA club_data
