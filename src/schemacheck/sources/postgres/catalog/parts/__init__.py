"""The kinds of objects that are read only when somebody asks for them: one part each, one statement, one builder.

Tables, columns, keys and foreign keys are always read. Everything else costs a statement and, often, deparsing, so a
part runs only when the expected side mentions its kind, or a snapshot is asked for it. All parts that run travel in the
same round trip and see the same snapshot.
"""
