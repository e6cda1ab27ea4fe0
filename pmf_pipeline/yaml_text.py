"""YAML as this project reads it: safe, and by the C parser, since every command and step reads dozens of files.

Only the parsing belongs here; what a file may say is with the files' own models.
"""

from typing import Any

import yaml

YAMLError = yaml.YAMLError
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # where YAML was built without its C library, the slow one


def parse_yaml(text: str) -> Any:
    """The content of a YAML text.

    Raises:
        YAMLError: it is not YAML.
    """
    return yaml.load(text, Loader=_LOADER)
