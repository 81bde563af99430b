"""The tests of schemacheck, a package so that they share their servers and their finders by import."""
