-- expect: error guard-delete-without-where Race @4:13
-- expect: error guard-delete-without-where Race @5:18
-- expect: error guard-delete-without-where run_crews @6:27
DELETE FROM "Race";
delete from only "Race" where 1 = 1;
WITH gone AS (DELETE FROM "run_crews" RETURNING *) INSERT INTO archive SELECT * FROM gone;
