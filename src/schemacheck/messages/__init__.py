"""What a database, a driver or a client says when it fails, read to what is meant. Pure: text in, problems out.

No text of a message is kept but what stands where a name stands: rows, parameters and statements are never repeated.
"""
