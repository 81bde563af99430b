-- cause: triggers-disabled
ALTER TABLE runs DISABLE TRIGGER ALL
