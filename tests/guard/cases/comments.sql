-- expect: note guard-comment-changed go_fast_companies @3:18
-- expect: note guard-comment-changed Athlete.garmin_access_token @4:29
COMMENT ON TABLE go_fast_companies IS 'DROP TABLE go_fast_companies';
COMMENT ON COLUMN "Athlete".garmin_access_token IS NULL;
COMMENT ON TABLE "Race" IS 'x';
