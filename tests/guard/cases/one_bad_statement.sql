-- expect: error guard-unparsed "one_bad_statement.sql" @4:7
-- expect: error guard-table-dropped Race @5:12
ALTER TABLE "Race" ADD COLUMN a int;
ALTER TABEL "Race" DROP COLUMN a;
DROP TABLE "Race";
