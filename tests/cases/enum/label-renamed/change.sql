ALTER TYPE status RENAME VALUE 'closed' TO 'finished'
