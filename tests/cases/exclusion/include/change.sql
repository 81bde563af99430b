ALTER TABLE booking DROP CONSTRAINT booking_exact,
  ADD CONSTRAINT booking_exact EXCLUDE USING btree (state COLLATE "C" text_pattern_ops WITH =);
ALTER TABLE booking DROP CONSTRAINT booking_no_overlap,
  ADD CONSTRAINT booking_no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) INCLUDE (state)
  WHERE (state <> 'cancelled')
