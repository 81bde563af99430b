-- cause: triggers-disabled
ALTER TABLE shoes DISABLE TRIGGER ALL;
ALTER TABLE race_results DISABLE TRIGGER ALL
