"""From the model to the text of an expected schema."""
