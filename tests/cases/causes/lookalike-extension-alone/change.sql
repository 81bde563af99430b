-- cause: none
ALTER TABLE "Runner" ALTER COLUMN handle TYPE text;
DROP EXTENSION citext
