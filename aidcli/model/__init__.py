"""What a figure is: its quantity, amounts as people write them, period, codes and contract, and the shipped seeds.

It must not know questions, changes, stores or how anything is shown. Only `seeds` reads files.
"""
