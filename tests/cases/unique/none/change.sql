ALTER TABLE person DROP CONSTRAINT person_email_key;
CREATE UNIQUE INDEX mails ON person (email) INCLUDE (handle);
DROP INDEX person_active;
CREATE UNIQUE INDEX actives ON person (id) WHERE gone IS NOT TRUE AND NOT gone OR NOT gone;
DROP INDEX actives;
CREATE UNIQUE INDEX active ON person (id) WHERE (NOT (gone))
