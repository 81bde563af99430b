DROP TRIGGER race_touch ON race;
CREATE TRIGGER race_touch BEFORE UPDATE OF name, state OR INSERT ON race FOR EACH ROW WHEN (NEW.state IS NOT NULL) EXECUTE FUNCTION audit('name', 'a', 'b')
