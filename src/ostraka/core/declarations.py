"""What a pass declares: its columns, parameters, tallies, and what it may write.

A pass is a plain Python function over the arrays of one cell. Its argument names say what it takes;
everything that it may write is in ``writes``; everything else is read. The engine resolves the
names, checks them and composes all passes into one compiled schedule.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal

import numpy as np

from ostraka.core.errors import DeclarationError, Problem
from ostraka.core.expected import Expected
from ostraka.core.story import Event, Moment
from ostraka.core.switches import Switch

Shape = Literal[
    "subjects", "ledgers", "counterfactuals", "one", "months", "records", "words", "waiting", "log"
]

Phase = Literal[
    "population",
    "attention",
    "conduct",
    "recording",
    "linking",
    "ledgers",
    "listing",
    "notice",
    "joint_sanctions",
    "redress",
    "memory",
    "tallies",
]

PHASES: tuple[Phase, ...] = (
    "population",
    "attention",
    "conduct",
    "recording",
    "linking",
    "ledgers",
    "listing",
    "notice",
    "joint_sanctions",
    "redress",
    "memory",
    "tallies",
)
"""The order of a month. ``population`` runs once, when a cell begins."""

FULL_RECORDS = 1
FULL_WAITING = 2
FULL_LOG = 4
FULL_STORE = 8
"""Bits of the column ``overflow``: a list (or, between two meetings, the store of a block) was too
short; the engine repeats the block with more."""

EXPECTED = 2.0**20
"""Expectations are tallied in units of one over this (MODEL ruling 50)."""

CONTEXT = {
    "month": "the month, from 0",
    "months": "length of the run, in months",
    "first": "index of the cell's first subject within its jurisdiction",
    "subjects": "how many of the cell's places are people (the last cell may be partly empty)",
    "address": "seed, replicate and jurisdiction's key of every draw: uint64[3]",
}
"""Names that any pass may ask for besides columns, parameters and tallies."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the cell.

    Attributes
    ----------
    dtype : type
        NumPy scalar type of one entry.
    doc : str
        What it holds.
    unit : str
        Unit of the entries, or "" where there is none.
    shape : str
        ``"subjects"`` (one entry a subject), ``"ledgers"`` (one row a ledger),
        ``"counterfactuals"`` (four entries a subject, the ledgers after ``recorded``), ``"one"`` (one
        entry), ``"months"`` (one entry a month and two to spare), or the name of a list whose
        capacity the engine chooses: ``"records"`` (what arrives in a month), ``"words"`` (four draws
        for each of those), ``"waiting"`` (what is on its way) or ``"log"`` (all that was attached).
        A tuple names several axes, such as ``("subjects", "agency")``: ``"subjects"`` and ``"months"``
        as above, and any axis that a mechanism declares.
    reset : int or None
        Value at the start of a cell; None for scratch that is written before it is read.
    truth : bool
        Whether it tells what really happened. Mechanisms do not see such a column unless they
        declare how accurately.
    counted_by : str
        Of a list of people, the column that says how many entries count. For a list of events
        (shapes ``"records"`` and ``"waiting"``) and for ``NAME_who`` it is ``NAME_n``, unless said.
    scratch : bool
        Nothing of it outlives a month: whoever reads it reads what was written before in the same
        month. Lists of shape ``"records"`` and ``"words"`` always are. All else is kept where cells
        meet (unless only the population passes write it, and so can write it again).
    expected : Expected or None
        What follows from other columns; changes no result.
    """

    dtype: type[np.generic]
    doc: str
    unit: str = ""
    shape: Shape | tuple[str, ...] = "subjects"
    reset: int | None = None
    truth: bool = False
    counted_by: str = ""
    scratch: bool = False
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """An array or number computed once per run from the scenario, and read by kernels.

    Attributes
    ----------
    doc, unit : str
    truth : bool
        Whether it tells what really happens.
    rows : bool
        Its first axis is the strata, and kernels index it by the column ``row``: the rules that hold
        for a subject, which follow it when it moves to another jurisdiction.
    """

    doc: str
    unit: str = ""
    truth: bool = False
    rows: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of tables, or of columns, that a mechanism brings with it.

    Attributes
    ----------
    doc : str
        What a position along it stands for.
    names : callable
        From a scenario to the names of its positions, in order.
    """

    doc: str
    names: Callable[[Any], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tally:
    """A table of integers, added up over cells.

    Attributes
    ----------
    dims : tuple of str
        Names of the axes; the engine knows their lengths.
    doc : str
        What one entry counts.
    steps : bool
        The kernel writes changes, month by month; the engine sums them along ``month``. So a state
        that lasts costs nothing until it ends.
    """

    dims: tuple[str, ...]
    doc: str
    unit: str = "subjects"
    steps: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """A part of a table, added up over months.

    Attributes
    ----------
    tally : str
        Name of the table.
    where : mapping of str to tuple of str
        Names of the positions that count along an axis; an axis that is not named counts whole.
    at_end : bool
        Only the last month (the table has an axis ``month``).
    """

    tally: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class TallyFigure:
    """A figure that is read off tables: a sum, or one sum over another.

    Attributes
    ----------
    name, unit, definition : str
        As in every report; the definition is one sentence.
    of : Sum
        What is counted.
    per : Sum or None
        What it is divided by; None for the count itself.
    minus : Sum or None
        What is taken away from ``of`` first; the value may then fall below 0.
    each : str
        An axis of ``of``: one figure for each position along it, named ``name.position``, with ``{}``
        in the definition standing for the position. So things of unlike weight, such as
        restrictions, are counted and never added up. ``minus`` and ``per`` follow the position if
        their tables have the axis.
    is_share : bool
        ``of`` is a part of ``per``, so the value lies between 0 and 1. A unit that begins with "share
        of" says so too, and is shown in per cent.
    scale : float
        Multiplies the value, such as 100,000.
    units_are_independent : bool
        Counted in persons, entries or other events that are nearly independent: one run is enough for
        an exact interval.
    is_harm : bool
        It counts a harm, so its causes may be asked for (and it may be made small).
    """

    name: str
    unit: str
    definition: str
    of: Sum
    per: Sum | None = None
    minus: Sum | None = None
    each: str = ""
    is_share: bool = False
    scale: float = 1.0
    units_are_independent: bool = False
    is_harm: bool = False


@dataclass(frozen=True, slots=True)
class TallyPicture:
    """A table over the months, shown as a stacked area with its numbers.

    Attributes
    ----------
    title, definition : str
        Heading, and one sentence below the picture.
    tally : str
        Name of the table; it has an axis ``month``.
    axis : str
        Another axis of it, whose positions are stacked.
    where : mapping of str to tuple of str
        Names of the positions that count along an axis, as in :class:`Sum`.
    each : str
        A third axis: one picture for each position along it, the largest few.
    """

    title: str
    tally: str
    axis: str
    definition: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    each: str = ""


@dataclass(frozen=True, eq=False)
class Meeting:
    """Where the cells of a jurisdiction meet: what each hands over, and what all get back.

    A scenario with a meeting keeps its subjects' state from one to the next; without, cells stream.

    Attributes
    ----------
    every : callable
        From a scenario to the months between two meetings.
    hands_over : tuple of str
        Columns of shape ``"one"`` (int64) that every cell hands over at the end of a month before a
        meeting. The pass that fills them begins anew in the first month after it.
    parameter : str
        Parameter by cell (float64[cells]) that the meeting settles for the months until the next.
    opened : callable
        From a :class:`ostraka.scenario.World` to an object with a method ``meet(handed)``: from
        int64[cells, columns] to the next value of the parameter.
    """

    every: Callable[[Any], int]
    hands_over: tuple[str, ...]
    parameter: str
    opened: Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Mechanism:
    """One pass with its declarations: what an institution does, or what is counted.

    Attributes
    ----------
    name : str
        Name of the pass.
    phase : str
        When in the month it runs; within a phase the catalogue's order holds.
    run : callable
        The pass: a plain function that numba can compile. Its argument names are resolved to
        columns, parameters, tallies and context.
    writes : tuple of str
        Columns and tallies that it writes. All else it only reads: the tests compile every pass with
        the rest typed read-only.
    odd : str
        What it does, for the model's description (ODD protocol, element 7).
    source : str
        Where the rule or formula comes from.
    sees_truth : str
        How it comes to know what really happened (with what accuracy), or "" if it does not.
    before : str
        Name of a pass of the same phase that must not have run yet, where the catalogue's order will
        not do.
    axes : mapping of str to Axis
        Axes of its tallies and columns that nobody else has.
    figures : tuple of TallyFigure
        What is reported from its tallies.
    pictures : tuple of TallyPicture
        Which of its tallies the report draws over time.
    sections : mapping of str to Section
        Tables that it adds to the scenario.
    checks : callable
        From a scenario to the problems of its tables that fields alone cannot see.
    active : callable
        Whether a scenario needs the pass.
    parameters : callable
        From a :class:`ostraka.scenario.World` to the values of the declared parameters.
    story : callable or None
        Its part of one person's story: from a :class:`Moment` (the columns before and after the
        pass, in one month) to the events that it brought about. Called by ``ostraka explain`` only.
    conditions : mapping of str to callable
        States that somebody may be in at a month's end, by name: from the cell's columns to a boolean
        for each place. ``ostraka explain --typical NAME`` finds somebody by them.
    switches : tuple of Switch
        How to turn it off, for ``ostraka attribute``.
    meeting : Meeting or None
        Where the cells of a jurisdiction meet, if they must.
    """

    name: str
    phase: Phase
    run: Callable[..., None]
    writes: tuple[str, ...]
    odd: str
    source: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    declares: Mapping[str, Parameter] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    axes: Mapping[str, Axis] = field(default_factory=dict)
    figures: tuple[TallyFigure, ...] = ()
    pictures: tuple[TallyPicture, ...] = ()
    purposes: tuple[str, ...] = ()
    sees_truth: str = ""
    harm: bool = False
    before: str = ""
    sections: Mapping[str, Any] = field(default_factory=dict)
    checks: Callable[[Any], Iterable[Problem]] = lambda scenario: ()
    active: Callable[[Any], bool] = lambda scenario: True
    parameters: Callable[[Any], Mapping[str, Any]] = lambda world: {}
    story: Callable[[Moment], Iterable[Event]] | None = None
    conditions: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    switches: tuple[Switch, ...] = ()
    meeting: Meeting | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration without the words that make it readable."""
        if not self.odd or not self.source:
            raise DeclarationError(f"mechanism {self.name}: odd and source must say something")

    @property
    def module(self) -> ModuleType:
        """The module in which the pass stands."""
        import sys

        return sys.modules[self.run.__module__]

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the pass's arguments, in order."""
        code = self.run.__code__
        return code.co_varnames[: code.co_argcount]
