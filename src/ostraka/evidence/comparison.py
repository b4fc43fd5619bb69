"""A case's result kept beside the run of its scenario, so that the report can be written anew."""

import json
from pathlib import Path

from ostraka.core.errors import OutputError
from ostraka.core.files import put
from ostraka.evidence.predict import CaseResult

_FILE = "published.json"


def save_comparison(result: CaseResult, directory: str | Path) -> Path:
    """Keep published and predicted figures in the directory of a saved run.

    Raises
    ------
    OutputError
        If it cannot be written there.
    """
    target = Path(directory) / _FILE
    text = json.dumps(result.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
    return put(target, f"{text}\n".encode())


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
