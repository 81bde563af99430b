"""schemacheck inside services: when they start, when they are asked whether they are ready, and in Django."""
