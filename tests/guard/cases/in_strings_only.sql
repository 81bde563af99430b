-- expect: nothing
INSERT INTO notes VALUES ('DROP TABLE "Race"; --'), (E'it\'s; DROP TABLE "Race";'), ($$TRUNCATE "Race";$$);
-- DROP TABLE "Race";
/* ALTER TABLE go_fast_companies ADD COLUMN x int; */
