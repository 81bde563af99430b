CREATE EXTENSION btree_gist;
CREATE TABLE booking (room integer, during tsrange, state text,
  CONSTRAINT booking_no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (state <> 'cancelled'),
  CONSTRAINT booking_states EXCLUDE USING btree (lower(state) WITH =) DEFERRABLE,
  CONSTRAINT booking_exact EXCLUDE USING btree (state COLLATE "C" text_pattern_ops WITH =) INCLUDE (room)
);
