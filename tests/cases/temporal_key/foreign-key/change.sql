ALTER TABLE booking DROP CONSTRAINT booking_room_during_fkey;
ALTER TABLE room DROP CONSTRAINT room_pkey, ADD PRIMARY KEY (id, open);
ALTER TABLE booking ADD FOREIGN KEY (room, during) REFERENCES room (id, open)
