-- expect: nothing
CREATE TABLE n (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL, CONSTRAINT c CHECK (a > 0) NOT ENFORCED);
MERGE INTO "Race" r USING n ON r.id = n.a::text WHEN NOT MATCHED THEN DO NOTHING RETURNING merge_action();
