ALTER FOREIGN TABLE results ALTER id OPTIONS (SET column_name 'IDD');
ALTER FOREIGN TABLE plain ALTER id OPTIONS (ADD column_name 'i')
