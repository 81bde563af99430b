ALTER TABLE twice DROP CONSTRAINT twice_company_again;
DROP INDEX twice_a, twice_id_again
