DROP INDEX person_active;
CREATE UNIQUE INDEX person_active ON person (id) WHERE gone
