"""The reading of the catalog: statements, the one snapshot they are sent in, and rows turned into the model."""
