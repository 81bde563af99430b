ALTER INDEX race_tags_idx RENAME TO tags_by_race
