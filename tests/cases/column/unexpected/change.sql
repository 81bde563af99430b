ALTER TABLE race ADD country text;
ALTER TABLE race ADD planet text NOT NULL DEFAULT 'Earth'
