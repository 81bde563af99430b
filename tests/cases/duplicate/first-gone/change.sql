ALTER TABLE twice DROP CONSTRAINT twice_a_key, DROP CONSTRAINT twice_company;
DROP INDEX twice_id
