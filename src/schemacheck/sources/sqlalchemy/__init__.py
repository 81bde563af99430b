"""Every other database and ORM metadata, through SQLAlchemy. Nothing here is imported before one of these is named."""
