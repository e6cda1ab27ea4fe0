"""What a figure is made of, and how that is shown: as a tree on the console, as JSON, and as a page of an edition.

`trace` says what a trace holds and `answer` what is said beside it, `forward` what rests on a file or a decision;
`withholding` keeps suppressed figures out of them; `changes` says why a figure is no longer what it was. `console` and
`forward_console` (as a `tree`), `documents` and `page` show them. Nothing here reads a home: that is resources/'s.
"""
