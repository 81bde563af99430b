ALTER TABLE race RENAME city TO "City"
