"""Reading landed files: from bytes to rows of text with their place, and from text to figures with a fate.

`spec` says how a kind of file is laid out, `cells` reads any format as text, `raw_rows` finds the columns, and
`conversion` turns text into values, markers and periods in one place. Nothing here writes anywhere.
"""
