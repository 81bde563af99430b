DROP SCHEMA app CASCADE; CREATE SCHEMA another; CREATE TABLE another.t (id integer)
