"""The same questions on an engine: figures in a folder of Parquet, asked through DuckDB or Spark Connect.

It must not know files of other programs, nor draw, nor decide what a total means: an engine reduces, `query` decides.
"""
