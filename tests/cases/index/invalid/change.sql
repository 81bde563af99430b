UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'race_tags_idx'::regclass
