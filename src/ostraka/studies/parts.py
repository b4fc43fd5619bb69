"""Parts: what one unit gave, as a Parquet file that is there whole or not at all."""

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ostraka.core.errors import OutputError
from ostraka.core.files import whole_file
from ostraka.results.counts import Counts
from ostraka.studies.units import Outcome

_SUM = "sum:"
_WRONGED = "wronged"
_SHAPES = b"ostraka.shapes"


def part_bytes(outcome: Outcome) -> bytes:
    """The content of a part: the same bytes for the same outcome."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(_table(outcome), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def write_part(content: bytes, path: Path) -> None:
    """Write a part under a temporary name, then give it its own.

    Raises
    ------
    OSError
        If there is no room; nothing is left behind.
    """
    with whole_file(path) as temporary, temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _table(outcome: Outcome) -> Any:
    import pyarrow as pa

    shapes: dict[str, Any] = {}
    names: list[str] = []
    where: list[Any] = []
    values: list[Any] = []
    for scope, counts in outcome.counts.items():
        for name, array in _arrays(counts):
            full = f"{scope}/{name}"
            shapes[full] = list(array.shape)
            flat = array.reshape(-1)
            cells = np.flatnonzero(flat)
            names += [full] * cells.size
            where.append(cells)
            values.append(flat[cells])
    bits = [
        (name, stratum, row.tobytes())
        for name, rows in outcome.wronged.items()
        for stratum, row in enumerate(rows)
    ]
    count = len(names)
    table = pa.table(
        {
            "name": pa.array(names + [f"{_WRONGED}/{name}" for name, _, _ in bits], pa.string()),
            "cell": pa.array(
                np.concatenate([*where, np.array([s for _, s, _ in bits], dtype=np.int64)]),
                pa.int32(),
            ),
            "value": pa.array([*np.concatenate(values), *[None] * len(bits)], pa.float64()),
            "bits": pa.array([None] * count + [b for _, _, b in bits], pa.binary()),
        }
    )
    return table.replace_schema_metadata({_SHAPES: json.dumps(shapes, sort_keys=True)})


def _arrays(counts: Counts) -> Any:
    for one in fields(Counts):
        value = getattr(counts, one.name)
        if one.name != "sums" and value is not None:
            yield one.name, value
    for name, value in counts.sums.items():
        yield _SUM + name, value


def read_part(path: Path) -> Outcome:
    """What :func:`write_part` wrote.

    Raises
    ------
    OutputError
        If it cannot be read, or is no part.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        shapes = json.loads(table.schema.metadata[_SHAPES])
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
        raise OutputError(
            f"{path}: a damaged part: {error}; delete it and run the study again"
        ) from None
    name = np.array(table.column("name").to_pylist(), dtype=object)
    cell = table.column("cell").to_numpy()
    value = table.column("value").to_numpy(zero_copy_only=False)
    arrays = {full: np.zeros(shape) for full, shape in shapes.items()}
    starts: Any = np.flatnonzero(np.r_[True, name[1:] != name[:-1]]) if name.size else []
    for begin, end in zip(starts, [*starts[1:], name.size], strict=True):
        if name[begin] in arrays:
            arrays[name[begin]].reshape(-1)[cell[begin:end]] = value[begin:end]
    wronged: dict[str, list[Any]] = {}
    bits = table.column("bits")
    for row in np.flatnonzero([n.startswith(f"{_WRONGED}/") for n in name]):
        place = name[row].partition("/")[2]
        wronged.setdefault(place, []).append(np.frombuffer(bits[int(row)].as_py(), np.uint8))
    return Outcome(
        {scope: _counts(arrays, scope) for scope in ("all", "stratum")},
        {place: np.stack(rows) for place, rows in wronged.items()},
    )


def _counts(arrays: dict[str, Any], scope: str) -> Counts:
    own = {n.partition("/")[2]: a for n, a in arrays.items() if n.startswith(f"{scope}/")}
    sums = {n.removeprefix(_SUM): a for n, a in own.items() if n.startswith(_SUM)}
    given: dict[str, Any] = {
        one.name: own.get(one.name) for one in fields(Counts) if one.name != "sums"
    }
    return Counts(**given, sums=sums)


def is_whole(path: Path) -> bool:
    """Whether a part is there and can be read to its end."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return _SHAPES in (pq.read_metadata(path).metadata or {})
    except (OSError, pa.ArrowException):
        return False
