ALTER TABLE booking DROP CONSTRAINT booking_states,
  ADD CONSTRAINT booking_states EXCLUDE USING btree (lower(state) COLLATE "C" WITH =) DEFERRABLE
