ALTER TABLE race ADD chip integer UNIQUE;
ALTER TABLE race ADD follows integer REFERENCES race (id);
ALTER TABLE race ADD lane integer DEFAULT 1 REFERENCES race (id);
ALTER TABLE race ADD heat integer;
ALTER TABLE race ADD UNIQUE (heat, name)
