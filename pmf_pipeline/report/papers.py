"""What a manifest says an edition was made from: the papers it is verified by.

Papers are recorded with an edition but are no content of it: a change in them alone makes no new edition and needs
no new approval. Gathering and keeping what they name is the archive's (resources/).
"""

CODE = "code"
COMPARED_WITH = "compared_with"
FRAMEWORK = "framework"
FRAMEWORK_FILES = "framework_files"
LANDED = "landed"
TABLES = "tables"
PAPERS = (CODE, COMPARED_WITH, FRAMEWORK, FRAMEWORK_FILES, LANDED, TABLES)
# Files that say where an edition's figures come from: they may change while the figures don't.
PAPER_FILES = ("figures/",)
