CREATE TABLE _prisma_migrations (id text PRIMARY KEY);
CREATE SCHEMA audit;
CREATE TABLE audit."Athlete" (who text);
CREATE TEMPORARY TABLE hotfix (id integer)
