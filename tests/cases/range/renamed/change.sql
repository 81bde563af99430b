ALTER TYPE floats RENAME TO reals
