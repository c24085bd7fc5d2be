"""What a figure is: quantity, amounts as people write them, period, codes, the contract of a record, and the shipped seeds.

Must not know about questions, changes, stores or display. Only `seeds` reads files.
"""
