"""The errors a person is meant to read, each with the exit code the command line gives it.

Only errors with a plain-English explanation belong here; anything else that escapes is a bug and keeps its
traceback.
"""


class PmfError(Exception):
    """A fault explained in plain English: what is wrong, where, what was expected and what to do."""

    exit_code = 1


class ConfigurationError(PmfError):
    """Wrong use or wrong configuration: the home, the framework files or the command itself."""

    exit_code = 2


class GateError(PmfError):
    """A gate stopped a step: data that is late, refused or stale."""

    exit_code = 1
