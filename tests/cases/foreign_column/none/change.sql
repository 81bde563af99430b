ALTER FOREIGN TABLE results ALTER id OPTIONS (SET password 'nor this')
