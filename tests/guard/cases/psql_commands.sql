-- expect: warning guard-unread "psql_commands.sql" @5:1
-- expect: warning guard-unread "psql_commands.sql" @6:47
\restrict abc
\set ON_ERROR_STOP on
\i other.sql
SELECT 'DROP TABLE ' || relname FROM pg_class \gexec
COPY "Race" (id) FROM stdin;
it's a row; DROP TABLE "Race";
\.
\echo done
ALTER TABLE "Race" ADD COLUMN x int;
\unrestrict abc
