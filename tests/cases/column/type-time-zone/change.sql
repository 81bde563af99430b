ALTER TABLE race ALTER starts TYPE timestamptz(3)
