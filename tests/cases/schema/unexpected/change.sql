CREATE SCHEMA trial; CREATE TABLE trial.race (id integer)
