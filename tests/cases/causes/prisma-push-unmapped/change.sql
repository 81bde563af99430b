-- cause: prisma-push-unmapped
DROP TABLE race_results;
CREATE TABLE "RaceResult" (
  race text NOT NULL,
  runner_id text NOT NULL,
  seconds integer,
  kind run_kind,
  CONSTRAINT "RaceResult_pkey" PRIMARY KEY (race, runner_id)
);
ALTER TABLE "RaceResult" ADD CONSTRAINT "RaceResult_runner_id_fkey"
  FOREIGN KEY (runner_id) REFERENCES "Runner" (id) ON DELETE RESTRICT ON UPDATE CASCADE
