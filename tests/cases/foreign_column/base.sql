CREATE TABLE race (id integer);
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER one FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE results (id text OPTIONS (column_name 'ID', password 'never read'), "a.b" text OPTIONS (column_name '')) SERVER one;
CREATE FOREIGN TABLE plain (id text) SERVER one
