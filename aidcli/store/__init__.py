"""A TinyDB file: read fast in constant memory, changed safely.

It must not know how answers are shown, what other programs' files look like, or the command line.
"""
