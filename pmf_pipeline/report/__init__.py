"""What a published edition says, and the files that say it.

`pack` is an edition's content: one quarter's report tables, exact. Each writer beside it turns that content into
files and computes no figure; `writers` lists them. Freezing the files is the publisher's (resources/).
"""
