ALTER TABLE race ALTER mood SET DEFAULT 'bad';
ALTER TABLE race ALTER settings SET DEFAULT '{"a": 2}'
