-- expect: nothing
DELETE FROM "Race" WHERE id = 'x';
DELETE FROM "Race" r USING run_crews c WHERE r.id = c.id;
UPDATE "Athlete" SET email = lower(email) WHERE email IS NOT NULL;
