"""Files as they were at a revision, through the user's own git; the work tree is not touched."""
