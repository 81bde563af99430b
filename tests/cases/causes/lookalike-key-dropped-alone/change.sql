-- cause: none
ALTER TABLE shoes DROP CONSTRAINT shoes_pkey
