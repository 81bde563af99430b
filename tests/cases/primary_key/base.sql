CREATE TABLE person (a integer NOT NULL, b integer NOT NULL, c integer, PRIMARY KEY (a, b));
CREATE TABLE plain (a integer NOT NULL);
