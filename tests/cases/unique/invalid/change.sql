UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'person_email_key'::regclass
