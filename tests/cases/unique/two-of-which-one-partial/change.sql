CREATE UNIQUE INDEX second ON person (email) WHERE gone
