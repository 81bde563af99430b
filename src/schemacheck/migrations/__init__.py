"""Migrations as people keep them: which files of a folder run, in which order, and the statements in them.

Nothing here runs anything: the source that replays migrations and the guard that judges them read the same records.
"""
