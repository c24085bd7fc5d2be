"""Answers as tables and text, in English and Chinese.

It must not read figures, open stores or know the command line.
"""
