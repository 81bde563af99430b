-- cause: none
ALTER TABLE runs DISABLE TRIGGER runs_noted
