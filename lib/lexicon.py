"""The only reader of ``data/lexicon`` and ``data/gazetteer``: loads each file once and says what is wrong with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from lib.errors import DataError

DATA = Path(__file__).parent.parent / "data"


@cache
def lexicon(name: str) -> dict:
    """The content of ``data/lexicon/NAME.yaml``. Raises DataError where the file is missing or not valid YAML."""
    path = DATA / "lexicon" / f"{name}.yaml"
    try:
        with path.open(encoding="utf-8") as file:
            return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    except OSError as error:
        raise DataError(f"{path}: 词典文件读不到（{error.strerror}），请恢复该文件。") from error
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise DataError(f"{path}:{line}: 不是合法的 YAML，请改正该行。") from error


def codes(group: str) -> dict[str, dict]:
    """The codebook's values of one group (domains, forms, roles, kinds, …): code → {zh, en, …}, in their order."""
    return lexicon("codebook")[group]
