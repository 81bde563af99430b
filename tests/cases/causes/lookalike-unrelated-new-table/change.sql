-- cause: none
DROP TABLE shoes;
CREATE TABLE bikes (id integer PRIMARY KEY, runner_id text NOT NULL, brand text NOT NULL, kind text)
