ALTER DOMAIN email RENAME TO email_address
