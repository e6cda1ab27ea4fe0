"""report.html: the edition as one page for Cabinet, Overview & Scrutiny and the public.

`page` renders the templates, `contents` gathers what each section shows, `charts` says where a chart's marks stand.
Nothing here computes a figure: the report tables hold them all. Words shared with other files are in `wording`.
"""
