DROP TRIGGER race_touch ON race;
CREATE TRIGGER race_touch BEFORE UPDATE OF name, state OR INSERT ON race FOR EACH ROW WHEN (NEW.state = 'open') EXECUTE FUNCTION touch('name', 'a, b')
