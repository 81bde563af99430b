DROP INDEX race_city_idx;
DROP INDEX race_tags_idx;
DROP INDEX race_names_idx
