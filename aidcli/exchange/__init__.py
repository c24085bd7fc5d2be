"""Other programs' files: CSV, JSON, XLSX and Data Packages, in and out.

It must not draw tables or know the command line.
"""
