"""Tables as Parquet files: long form, every replicate, zeros left out, no time of writing."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ostraka.engine import schedule_for
from ostraka.results.described import Column
from ostraka.results.labels import axes_of
from ostraka.results.tables import PREFIX, Table, Tables, columns_of
from ostraka.results.uncertainty import INNER, Draws, no_draws

if TYPE_CHECKING:
    from ostraka.results.result import Result

CENTRAL = -1
"""The draw that stands for the central values."""

_DRAWS, _NUMBERS = "parameter_draws.parquet", "parameter_values.parquet"


def write_tables(result: "Result", folder: Path) -> None:
    """One file a tally: jurisdiction, its axes, replicate, count."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    axes, tallies = axes_of(result.scenario), schedule_for(result.scenario).tallies
    for name in result.tables[0]:
        count = Column("how many in this replicate", "integer", tallies[name].unit)
        columns = {**axes, "count": count}
        parts = []
        for number, tables in enumerate(result.tables):
            table = tables[name]
            data: dict[str, Any] = {}
            for dimension, where, names in columns_of(table, result.scenario, result.jurisdictions):
                if names is None:
                    data[dimension] = pa.array(where, pa.int32())
                else:
                    data[dimension] = pa.DictionaryArray.from_arrays(
                        pa.array(where, pa.int32()), pa.array(names, pa.string())
                    ).cast(pa.string())
            data["replicate"] = pa.array(np.full(table.counts.size, number), pa.int32())
            data["count"] = pa.array(table.counts, pa.int64())
            parts.append(pa.table(data))
        first = result.tables[0][name]
        shape = {
            "ostraka.dims": ",".join(first.dims),
            "ostraka.lengths": ",".join(map(str, first.lengths)),
            "ostraka.jurisdictions": "\n".join(result.jurisdictions),
        }
        whole = pa.concat_tables(parts)
        fields = [one.with_metadata(columns[one.name].in_parquet()) for one in whole.schema]
        whole = whole.cast(pa.schema(fields, metadata=shape))
        pq.write_table(whole, folder / f"{name.removeprefix(PREFIX)}.parquet", compression="zstd")


def read_tables(
    folder: Path, scenario: Any, replicates: int
) -> tuple[tuple[str, ...], tuple[Tables, ...]]:
    """Names of the jurisdictions, and the tables of every replicate."""
    import pyarrow.parquet as pq

    found: list[dict[str, Table]] = [{} for _ in range(replicates)]
    jurisdictions: tuple[str, ...] = ()
    for path in sorted(folder.glob("*.parquet")):
        whole = pq.read_table(path)
        shape = {k.decode(): v.decode() for k, v in (whole.schema.metadata or {}).items()}
        if "ostraka.dims" not in shape:
            continue
        dims = tuple(shape["ostraka.dims"].split(","))
        lengths = tuple(int(n) for n in shape["ostraka.lengths"].split(","))
        jurisdictions = tuple(shape["ostraka.jurisdictions"].split("\n"))
        empty = Table(dims, lengths, np.zeros(0, np.int64), np.zeros(0, np.int64))
        places = [np.zeros(whole.num_rows, dtype=np.int64) for _ in dims]
        for dimension, _, names in columns_of(empty, scenario, jurisdictions):
            places[dims.index(dimension)] = _positions(whole.column(dimension), names)
        cells = np.ravel_multi_index(tuple(places), lengths).astype(np.int64)
        counts = whole.column("count").to_numpy()
        replicate = whole.column("replicate").to_numpy()
        for number in range(replicates):
            mine = replicate == number
            order = np.argsort(cells[mine], kind="stable")
            found[number][PREFIX + path.stem] = Table(
                dims, lengths, cells[mine][order], counts[mine][order].astype(np.int64)
            )
    if not jurisdictions:
        raise ValueError(f"no table in {folder}")
    return jurisdictions, tuple(found)


def _positions(column: Any, names: tuple[str, ...] | None) -> Any:
    """The positions along an axis that a column's entries stand for."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if names is None:
        return column.to_numpy().astype(np.int64)
    found = pc.index_in(column, value_set=pa.array(names, pa.string()))
    if found.null_count:
        raise ValueError("a table names what its scenario does not know")
    return found.to_numpy().astype(np.int64)


def write_draws(drawn: Draws, folder: Path) -> None:
    """Figures of every parameter draw, and the numbers that it drew; no file without draws."""
    import pyarrow.parquet as pq

    if drawn.draws == 0:
        return
    pq.write_table(draws_table(drawn), folder / _DRAWS, compression="zstd")
    pq.write_table(numbers_table(drawn), folder / _NUMBERS, compression="zstd")


def draws_table(drawn: Draws) -> Any:
    """Every figure of every group in every run of the draws, in long form."""
    import pyarrow as pa

    everything = np.concatenate([drawn.values, drawn.central[None]])
    axes = np.indices(everything.shape).reshape(everything.ndim, -1)
    draw_of = np.where(axes[0] < drawn.draws, axes[0], CENTRAL)
    figures = np.array(drawn.figures, dtype=object)
    return pa.table(
        {
            "draw": pa.array(draw_of, pa.int32()),
            "replicate": pa.array(axes[1], pa.int32()),
            "scope": pa.array([drawn.groups[k][0] for k in axes[2]], pa.string()),
            "group": pa.array([drawn.groups[k][1] for k in axes[2]], pa.string()),
            "figure": pa.array(figures[axes[3]], pa.string()),
            "value": pa.array(everything.reshape(-1), pa.float64(), from_pandas=True),
        }
    )


def numbers_table(drawn: Draws) -> Any:
    """The settled uncertain numbers of every draw, in long form."""
    import pyarrow as pa

    draw, place = np.indices(drawn.numbers.shape).reshape(2, -1)
    return pa.table(
        {
            "draw": pa.array(draw, pa.int32()),
            "place": pa.array([drawn.places[k] for k in place], pa.string()),
            "value": pa.array(drawn.numbers.reshape(-1), pa.float64()),
        }
    )


def read_draws(
    folder: Path, figures: tuple[str, ...], groups: tuple[tuple[str, str], ...], people: int
) -> Draws:
    """What :func:`write_draws` wrote; no draws where it wrote nothing."""
    import pyarrow.parquet as pq

    if not (folder / _DRAWS).is_file():
        return no_draws(figures, groups)
    table = pq.read_table(folder / _DRAWS)
    shape = (-1, INNER, len(groups), len(figures))
    if tuple(table.column("figure")[: len(figures)].to_pylist()) != figures:
        raise ValueError(f"{_DRAWS} has other figures than this version")
    values = table.column("value").to_numpy(zero_copy_only=False).astype(float).reshape(shape)
    numbers = pq.read_table(folder / _NUMBERS)
    drawn = numbers.column("value").to_numpy().reshape(values.shape[0] - 1, -1)
    places = tuple(numbers.column("place")[: drawn.shape[1]].to_pylist())
    return Draws(values[:-1], values[-1], figures, groups, places, drawn, people)
