"""The errors people meet: few types, each one sentence that says which file, which line, what to do."""


class AtlasError(Exception):
    """Base of all errors whose text is meant for a person."""


class InputError(AtlasError):
    """An input file can't be read: says which file, why, what to do."""


class DataError(AtlasError):
    """A data file of the application (lexicon, gazetteer, boundaries) is wrong: says which file and entry."""


class StoreError(AtlasError):
    """The store is missing, damaged, locked or of an unknown version: says which folder and the way back."""


class RightsError(AtlasError):
    """The acting person may not do this: says who, what, whom to ask."""
