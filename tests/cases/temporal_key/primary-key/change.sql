ALTER TABLE booking DROP CONSTRAINT booking_pkey, ADD PRIMARY KEY (room, during)
