ALTER TABLE booking DROP CONSTRAINT booking_guest_during_key, ADD UNIQUE (guest, during)
