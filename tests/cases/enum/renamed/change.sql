ALTER TYPE status RENAME TO race_status
