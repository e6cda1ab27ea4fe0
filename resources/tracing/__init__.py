"""Finding what a figure rests on: in the slices, their passports, the archive and the editions of one home.

`evidence` reads slices (`rows`), and `tracer` makes a trace of them: of the rows of files in `origins`, the way through
the tables in `route`, the target in `rating`, other authorities in `comparing`, and steps and verdicts from the
passports in `papers`. `rereading` reads cells again from the archived bytes, `editions` reads what was published,
`answers` puts an answer together, `forward` goes the other way, from a file or a decision to figures, and `history`
lists what was published. Nothing here writes anything.
"""
