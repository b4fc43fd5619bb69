"""The table of speeds, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def speed_table(about: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """One thread beside one thread, then what two threads add."""
    single = [row for row in rows if row["threads"] == 1 and row["what"] != "arithmetic"]
    ostraka = next(row for row in single if row["what"] == "Ostraka")
    before, after = about["load_before"][0], about["load_after"][0]
    lines = [
        f"{about['date']}; {about['machine']}",
        f"load average {before} before (others' work), {after} after; "
        f"{about['months']} months; medians of {about['rounds']} rounds, one thread each",
        f"{'':14}{'version':>10}{'best size':>12}{'M/s':>9}{'(range)':>16}{'ns':>9}"
        f"{'Ostraka is':>12}{'goal':>7}",
    ]
    for row in single:
        ratio = ostraka["per_second"] / row["per_second"]
        goal = "" if row["goal"] is None else f"{row['goal']} ×"
        lines.append(
            f"{row['what']:14}{row['version']:>10}{row['size']:12,}{_millions(row['per_second']):>9}"
            f"{_range(row):>16}{1e9 / row['per_second']:9.2f}{_times(ratio):>12}{goal:>7}"
        )
    lines += _gains(rows)
    return "\n".join(lines)


def _gains(rows: Sequence[Row]) -> list[str]:
    """What a second thread adds, to Ostraka and to arithmetic that shares nothing."""
    found = []
    for what in ("Ostraka", "arithmetic"):
        by_threads = {row["threads"]: row["per_second"] for row in rows if row["what"] == what}
        if 2 in by_threads:
            gain = by_threads[2] / by_threads[1]
            found.append(f"{what} {gain:.2f} × ({_millions(by_threads[2])} M/s)")
    return ["Two threads over one: " + ", ".join(found)] if found else []


def _millions(per_second: float) -> str:
    millions = per_second / 1e6
    return f"{millions:,.0f}" if millions >= 100 else f"{millions:.2f}"


def _range(row: Row) -> str:
    return f"{_millions(row['slowest'])}-{_millions(row['fastest'])}"


def _times(ratio: float) -> str:
    return f"{ratio:.0f} ×" if ratio >= 20 else f"{ratio:.1f} ×"
