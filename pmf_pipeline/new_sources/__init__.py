"""Files of a kind that has no specification yet: guessing one, and trying it before anything is landed.

`trial` reads a file by a specification and says what each row would become; `grids`, `table`, `roles` and `figures`
look at a file, and `proposal` writes down what they found as a specification. Nothing here is landed or written.
"""
