ALTER TABLE booking DROP CONSTRAINT booking_no_overlap
