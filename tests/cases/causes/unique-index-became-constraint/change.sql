-- cause: unique-carrier-changed
ALTER TABLE clubs ADD CONSTRAINT clubs_slug_key UNIQUE USING INDEX clubs_slug_key
