CREATE TABLE race (id integer);
CREATE FUNCTION pace() RETURNS integer LANGUAGE sql SET work_mem = '1MB' SET statement_timeout = '1min' SET enable_seqscan = off
  SET app.flag = 'on' AS 'SELECT 1'
