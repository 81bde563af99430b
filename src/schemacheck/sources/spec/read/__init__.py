"""From the text of an expected schema to the model, with every mistake on the way."""
