-- cause: type-changed-everywhere
DROP MATERIALIZED VIEW club_sizes;
ALTER TABLE shoes ALTER COLUMN worn TYPE bigint, ALTER COLUMN id TYPE bigint;
ALTER TABLE runs ALTER COLUMN metres TYPE bigint;
ALTER TABLE race_results ALTER COLUMN seconds TYPE bigint;
ALTER TABLE audit_lines ALTER COLUMN weight TYPE bigint;
ALTER TABLE clubs ALTER COLUMN id TYPE bigint;
ALTER TABLE "Runner" ALTER COLUMN "clubId" TYPE bigint;
CREATE MATERIALIZED VIEW club_sizes AS SELECT "clubId"::integer, count(*) AS runners FROM "Runner" GROUP BY "clubId"
