"""Figures in running text: what a document's sentences state, read by one grammar whose words are data.

It must not know where figures are kept, what a file's encoding is, or how a draft is shown or reviewed.
"""
