ALTER SERVER results OPTIONS (SET password 'another')
