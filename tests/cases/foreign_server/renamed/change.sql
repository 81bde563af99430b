ALTER SERVER results RENAME TO others
