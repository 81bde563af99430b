"""Scripts and the commands in them."""
