-- expect: nothing
CREATE TABLE "tmp_import" (id text);
CREATE TEMP TABLE scratch AS SELECT 1 AS x;
DROP TABLE scratch;
DELETE FROM "tmp_import";
TRUNCATE "tmp_import";
DROP TABLE "tmp_import";
