CREATE TABLE club (id integer PRIMARY KEY);
CREATE SCHEMA app;
CREATE TABLE app.race (id integer PRIMARY KEY);
CREATE TYPE app.mood AS ENUM ('calm');
