ALTER TABLE companies RENAME TO "Company"
