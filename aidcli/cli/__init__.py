"""The command line: options, which store is meant, output, and one file a command under `commands`.

It holds no arithmetic and no facts of the field.
"""
