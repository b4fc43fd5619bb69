"""What the page shows, as one value, and its form in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Self, TypeVar

from ostraka.core.errors import Problem

View = Literal["explore", "estimate"]
Address = Mapping[str, Sequence[str]]
_T = TypeVar("_T")

VIEWS: Final[tuple[View, ...]] = ("explore", "estimate")
PEOPLE: Final = (10_000, 100_000, 1_000_000)
COUNTS: Final = ("listed", "challenged", "overturned")
BELIEFS: Final = ("sensitivity", "specificity", "ratio_at_least", "ratio_at_most")
LARGEST_SEED: Final = 2**32 - 1
FIRST: Final = "missed_fines"


@dataclass(frozen=True)
class Arm:
    """A way to change a scenario.

    Attributes
    ----------
    values : mapping of str to float
        Numbers that were moved, by their place.
    added, left_out : tuple of str
        Safeguards switched on, and those of the scenario's own switched off.
    name : str
        Of an arm that was kept; the one on the page has none.
    """

    values: Mapping[str, float] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    name: str = ""

    @property
    def changes(self) -> bool:
        """Whether anything differs from the scenario as it is."""
        return bool(self.values or self.added or self.left_out)

    def parts(self) -> tuple[str, ...]:
        """Such as ``set:linking.mislink:0.01``, ``with:expiry``, ``without:firewall``."""
        moved = [f"set:{place}:{value:.12g}" for place, value in self.values.items()]
        on = [f"with:{name}" for name in self.added]
        return (*moved, *on, *(f"without:{name}" for name in self.left_out))

    @classmethod
    def of(cls, parts: Sequence[str], name: str = "") -> tuple[Self, list[Problem]]:
        """Read :meth:`parts`; what cannot be read is left out and told."""
        values: dict[str, float] = {}
        names: dict[str, list[str]] = {"with": [], "without": []}
        problems = []
        for part in parts:
            kind, _, rest = part.partition(":")
            place, _, number = rest.rpartition(":")
            if kind in names and rest:
                names[kind].append(rest)
            elif kind == "set" and place and (value := _number(number)) is not None:
                values[place] = value
            else:
                problems.append(
                    Problem(
                        f"address: {part}", "it says nothing", "write set=PLACE:NUMBER or with=NAME"
                    )
                )
        on, off = (tuple(dict.fromkeys(names[kind])) for kind in ("with", "without"))
        return cls(values, on, off, name), problems


@dataclass(frozen=True)
class State:
    """Everything that a shared address holds.

    Attributes
    ----------
    view : str
    subject : str
        Name of a scenario, a case, or what was given on the command line.
    arm : Arm
        What is changed on the page.
    kept : tuple of Arm
        Arms kept for comparison.
    shown : tuple of str
        Places of numbers that are laid out though they are not among those that matter most.
    people, seed : int
    with_assumptions : bool
        Whether the interval over the assumptions is computed too.
    story : str
        Condition whose typical person is told of, or "".
    harm : str
        Of a study that was run: the harm by which its arms are shown, or "" for its first.
    counts, beliefs : mapping of str to number
        What the estimator is given.
    posterior : bool
    """

    view: View = "explore"
    subject: str = FIRST
    arm: Arm = field(default_factory=Arm)
    kept: tuple[Arm, ...] = ()
    shown: tuple[str, ...] = ()
    people: int = 100_000
    seed: int = 1
    with_assumptions: bool = True
    story: str = ""
    harm: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    beliefs: Mapping[str, float] = field(default_factory=dict)
    posterior: bool = False

    def address(self) -> dict[str, list[str]]:
        """Query parameters; what is as usual is left out."""
        usual = State()
        found: dict[str, list[str]] = {}
        if self.view != usual.view:
            found["view"] = [self.view]
        if self.view == "estimate":
            found |= {name: [str(self.counts[name])] for name in COUNTS if name in self.counts}
            found |= {name: [f"{self.beliefs[name]:g}"] for name in BELIEFS if name in self.beliefs}
            return found | ({"posterior": ["1"]} if self.posterior else {})
        found["of"] = [self.subject]
        for part in self.arm.parts():
            kind, _, rest = part.partition(":")
            found.setdefault(kind, []).append(rest)
        if self.kept:
            found["arm"] = ["|".join((arm.name, *arm.parts())) for arm in self.kept]
        if self.shown:
            found["show"] = list(self.shown)
        if self.people != usual.people:
            found["people"] = [str(self.people)]
        if self.seed != usual.seed:
            found["seed"] = [str(self.seed)]
        if not self.with_assumptions:
            found["assumptions"] = ["0"]
        if self.story:
            found["story"] = [self.story]
        if self.harm:
            found["harm"] = [self.harm]
        return found


def read(address: Address, usual: State | None = None) -> tuple[State, list[Problem]]:
    """The state of an address, and what in it could not be read."""
    usual = usual or State()
    problems: list[Problem] = []
    state = replace(
        usual,
        view=_one_of(address, "view", VIEWS, usual.view, problems),
        subject=_last(address, "of") or usual.subject,
        shown=tuple(dict.fromkeys(address.get("show", ()))),
        people=_one_of(address, "people", PEOPLE, usual.people, problems),
        seed=_whole(address, "seed", LARGEST_SEED, problems, usual.seed),
        with_assumptions=_last(address, "assumptions") != "0",
        story=_last(address, "story") or "",
        harm=_last(address, "harm") or "",
        posterior=_last(address, "posterior") == "1",
    )
    moved = [
        f"{kind}:{rest}" for kind in ("set", "with", "without") for rest in address.get(kind, ())
    ]
    arm, faults = Arm.of(moved)
    problems += faults
    kept = []
    for text in address.get("arm", ()):
        name, *parts = text.split("|")
        one, faults = Arm.of(parts, name)
        problems += faults
        kept.append(one)
    counts = {
        name: _whole(address, name, 10**12, problems, 0) for name in COUNTS if address.get(name)
    }
    beliefs = {}
    for name in BELIEFS:
        value = _number(_last(address, name) or "")
        if value is not None:
            beliefs[name] = value
        elif address.get(name):
            problems.append(_no_number(name, _last(address, name) or ""))
    return replace(state, arm=arm, kept=tuple(kept), counts=counts, beliefs=beliefs), problems


def arm_name(given: str, kept: Sequence[Arm]) -> str:
    """A name for an arm that is kept: as given, without what the address needs, and not twice."""
    name = " ".join(given.replace("|", "/").split()) or f"Arm {len(kept) + 1}"
    taken = {arm.name for arm in kept}
    number = 2
    made = name
    while made in taken:
        made, number = f"{name} ({number})", number + 1
    return made


def _last(address: Address, name: str) -> str | None:
    given = address.get(name, ())
    return given[-1] if given else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _one_of(
    address: Address, name: str, known: Sequence[_T], usual: _T, problems: list[Problem]
) -> _T:
    given = _last(address, name)
    if given is None:
        return usual
    for one in known:
        if str(one) == given:
            return one
    choices = ", ".join(map(str, known))
    problems.append(
        Problem(f"address: {name}", f"{given!r} is not known", f"choose one of {choices}")
    )
    return usual


def _whole(address: Address, name: str, largest: int, problems: list[Problem], usual: int) -> int:
    given = _last(address, name)
    if given is None:
        return usual
    if given.isdecimal() and int(given) <= largest:
        return int(given)
    problems.append(_no_number(name, given))
    return usual


def _no_number(name: str, given: str) -> Problem:
    return Problem(f"address: {name}", f"{given!r} is no number that fits", "write another number")
