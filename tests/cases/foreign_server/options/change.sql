ALTER SERVER results OPTIONS (SET host 'staging.internal')
