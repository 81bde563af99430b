-- cause: constraints-not-validated
ALTER TABLE runs DROP CONSTRAINT runs_metres_check;
ALTER TABLE runs ADD CONSTRAINT runs_metres_check CHECK (metres > 0) NOT VALID
