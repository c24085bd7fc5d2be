"""Questions and answers as data: what is asked, what a store must answer, totals, double counting, comparisons.

It must not know where figures are kept, who asked, or how an answer is shown. Nothing here reads or writes.
"""
