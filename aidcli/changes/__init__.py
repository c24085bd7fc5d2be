"""What a change does: figures as typed, revisions, links between parts and wholes, checks.

It works on figures in memory. It must not know files, other formats or the command line.
"""
