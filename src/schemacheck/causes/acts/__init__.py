"""The acts, a module for each family of them."""
