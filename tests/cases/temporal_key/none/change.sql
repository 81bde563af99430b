ALTER TABLE booking DROP CONSTRAINT booking_guest_during_key;
ALTER TABLE booking ADD CONSTRAINT booking_guest_during_key UNIQUE (guest, during WITHOUT OVERLAPS)
