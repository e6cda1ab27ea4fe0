"""Return workbooks: what a service is given to fill in.

`form` says what a workbook asks, `return_sheet` and `guidance` write its sheets, `limits` and `styles` say what may
be typed and how it looks, `write` puts it together and stamps it. What a filled one should be is in `expected`;
reading it is `reading`'s, as with any return.
"""
