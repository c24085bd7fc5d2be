"""Other programs' files: CSV, JSON, XLSX and Data Packages, in and out; IATI activity files, in.

It must not draw tables or know the command line.
"""
