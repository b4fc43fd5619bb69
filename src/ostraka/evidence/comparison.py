"""A case's result kept beside the run of its scenario, so that the report can be written anew."""

import json
import os
from pathlib import Path

from ostraka.core.errors import OutputError
from ostraka.evidence.predict import CaseResult

_FILE = "published.json"


def save_comparison(result: CaseResult, directory: str | Path) -> Path:
    """Keep published and predicted figures in the directory of a saved run."""
    target = Path(directory) / _FILE
    partial = target.with_name(f".{_FILE}.partial-{os.getpid()}")
    text = json.dumps(result.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
    partial.write_text(text + "\n", encoding="utf-8")
    os.replace(partial, target)
    return target


def read_comparison(directory: str | Path) -> CaseResult | None:
    """What :func:`save_comparison` kept there, or None if the run is not that of a case.

    Raises
    ------
    OutputError
        If the file is damaged.
    """
    path = Path(directory) / _FILE
    if not path.is_file():
        return None
    try:
        return CaseResult.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{path}: damaged: {error}; run the case again") from None
