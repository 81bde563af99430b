DROP TRIGGER race_audit ON race
