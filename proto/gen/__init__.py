"""The build-time generator: from the contract (proto/pvd) to C. Run by proto/generate.py."""


class Refused(Exception):
    """The contract breaks a rule of the house; the text names the file, the place and the rule."""
