ALTER TABLE booking DROP CONSTRAINT booking_exact,
  ADD CONSTRAINT booking_exact EXCLUDE USING btree (state COLLATE "C" WITH =) INCLUDE (room)
