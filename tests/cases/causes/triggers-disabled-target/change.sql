-- cause: triggers-disabled
ALTER TABLE clubs DISABLE TRIGGER ALL
