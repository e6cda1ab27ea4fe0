"""Finding what a figure rests on: in the slices, their passports, the archive and the editions of one home.

`evidence` reads slices, `origins` and `tracer` make a trace of them, `papers` adds steps and verdicts from the
passports, `rereading` reads cells again from the archived bytes, `editions` reads what was published, `answers` puts an
answer together, `forward` goes the other way, from a file or a decision to figures, and `history` lists what was
published. Nothing here writes anything.
"""
