ALTER TABLE race ADD country text NOT NULL
