-- cause: wrong-database
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
CREATE TABLE page_views (seen timestamptz NOT NULL, url text NOT NULL);
CREATE TABLE sessions (id bigint PRIMARY KEY, began timestamptz NOT NULL);
