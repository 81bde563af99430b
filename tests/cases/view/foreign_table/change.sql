DROP FOREIGN TABLE results;
CREATE FOREIGN TABLE results (id text) SERVER two OPTIONS (table_name 'other')
