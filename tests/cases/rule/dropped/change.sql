DROP RULE race_kept ON race
