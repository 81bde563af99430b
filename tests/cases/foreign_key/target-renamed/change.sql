ALTER TABLE go_fast_companies RENAME TO companies
