ALTER TABLE booking DROP CONSTRAINT booking_states;
ALTER TABLE booking ADD CONSTRAINT booking_states EXCLUDE USING hash (lower(state) WITH =) DEFERRABLE
