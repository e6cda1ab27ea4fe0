"""Reading landed files: from bytes to rows of text with their place, and from text to figures with a fate.

`spec` says how a kind of file is laid out, `opening` looks a file over and reads it, `formats` gives any format as text
(`cells`), `raw_rows` finds the columns, and `conversion` turns text into values, markers and periods in one place.
`accounts` sees that nothing was lost on the way. Nothing here writes anywhere.
"""
