"""A PostgreSQL of our own, to be thrown away: a server in a temporary folder, or a database on one that is named.

Whoever runs statements that somebody else wrote runs them here: the demonstration, and the source that reads SQL.
"""
