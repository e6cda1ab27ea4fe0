"""Return workbooks: what a service is given to fill in, and what tells a filled one from another.

`form` says what a workbook asks, `return_sheet` and `guidance` write its sheets, `stamp` marks it and reads the mark
back, `write` puts it together. Reading the figures of a filled workbook is `reading`'s, as with any return.
"""
