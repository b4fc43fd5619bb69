"""The model again, person by person: a file, five books kept side by side, and an appeal.

One of two halves; the other, in ``village.py``, says who lives and what is written about them.
Written from the model's description; slow, and meant to be read.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

from tests.reference.luck import NEVER, Luck, below, lag
from tests.reference.rules import HIGHEST, LOWEST, Rules

BOOKS = ("recorded", "linked", "error_free", "individual", "legitimate")
BIT = {name: 1 << k for k, name in enumerate(BOOKS)}
EVENTS = ("told", "filed", "given_up", "upheld", "upheld_without_effect", "denied")


@dataclass(eq=False)
class Record:
    """One entry in a file. ``order`` is its place among those that arrive in one month."""

    owner: "Person"
    holder: "Person"
    degree: int
    origin: int
    order: tuple[int, ...]
    arrives: int
    returned: bool = False
    voided: bool = False

    @property
    def elsewhere(self) -> bool:
        return self.owner is not self.holder

    @property
    def index(self) -> int:
        """Its ordinal within owner and source, kept when it comes back."""
        return self.order[-1]


@dataclass
class Book:
    """What one ledger holds about one person."""

    name: str
    score: int
    listed: bool = False
    clocks: dict[str, int] = field(default_factory=dict)

    def knows(self, record: Record, wrongdoing: bool, person: "Person") -> bool:
        if self.name == "recorded":
            return record.holder is person
        if record.returned or record.owner is not person:
            return False
        if self.name == "linked":
            return True
        return record.origin == 0 and (wrongdoing or self.name != "legitimate")

    def add(self, points: int) -> None:
        self.score = min(HIGHEST, max(LOWEST, self.score + points))


class Person:
    """A synthetic subject with a file, five books and the state of an appeal."""

    def __init__(self, number: int, stratum: int, frailty: float, rules: Rules) -> None:
        self.number, self.stratum, self.frailty, self.rules = number, stratum, frailty, rules
        self.acts: list[tuple[int, int, int]] = []  # month, degree, ordinal
        self.inbox: dict[int, list[Record]] = defaultdict(list)
        self.file: list[Record] = []  # held, in order of arrival
        self.books = {name: Book(name, rules.start) for name in BOOKS}
        self.known: dict[str, list[Record]] = {name: [] for name in BOOKS}
        self.origin = 0
        self.mistaken = False  # for somebody else, at any time so far
        self.entry = self.renewal = -1
        self.notice_due = self.appeal_due = self.review_due = NEVER
        self.tries = 0
        self.denied_before = False
        # what is remembered for the tallies
        self.states: list[int] = []
        self.exits: dict[int, str] = {}
        self.events: list[tuple[int, str, int]] = []
        self.lost: set[int] = set()
        self.favoured: set[int] = set()
        self.flags: list[tuple[int, int, int]] = []

    @property
    def recorded(self) -> Book:
        return self.books["recorded"]

    def bits(self) -> int:
        return sum(BIT[name] for name, book in self.books.items() if book.listed)

    def leave(self, book: Book, month: int, reason: str) -> None:
        book.listed = False
        if book is self.recorded:
            self.exits[month] = reason

    # ---- one month -------------------------------------------------------------------------

    def live(self, month: int, months: int, luck: Luck) -> None:
        rules, happened = self.rules, []
        arrived = sorted(self.inbox.pop(month, []), key=lambda record: record.order)
        self.keep_books(month, arrived)
        flagged = self.flag(month, luck) if rules.has_flag else {}
        held = self.recorded.listed
        entered = self.list_(month, arrived, flagged, luck)
        newcomer = "recorded" in entered and not held
        self.expire(month)
        came_back = held and any(r.returned and r.holder is self for r in arrived)
        if rules.has_notice:
            told = self.notice(month, newcomer, came_back, luck)
            happened += ["told"] * told
            if rules.has_appeal:
                happened += self.appeal(month, newcomer, told, luck)
                happened += self.review(month, months, luck)
        when = self.bits() | 1 | self.origin << 5  # the recorded listing may just have ended
        for book in self.books.values():
            if book.listed and book.clocks.get("repair") == month:
                self.leave(book, month, "repaired")
        now = self.bits()
        self.events += [(month, event, when) for event in happened]
        self.states.append(now | (self.origin << 5 if now & 1 else 0))

    def keep_books(self, month: int, arrived: list[Record]) -> None:
        rules = self.rules
        for name, book in self.books.items():
            for record in self.known[name]:
                expires = rules.life is not None and record.arrives + rules.life == month
                if expires and not (record.voided and name == "recorded"):
                    book.add(rules.degrees[record.degree].points[self.stratum])
            if book.score < rules.start:
                book.score = min(rules.start, book.score + rules.recovery)
            for record in arrived:
                if book.knows(record, rules.degrees[record.degree].wrongdoing, self):
                    self.known[name].append(record)
                    book.add(-rules.degrees[record.degree].points[self.stratum])
            book.score = min(rules.ceiling, max(rules.floor, book.score))
        held = [record for record in arrived if record.holder is self]
        self.file += held
        self.mistaken |= any(record.elsewhere for record in held)

    def flag(self, month: int, luck: Luck) -> dict[str, int]:
        """The ledgers that a flag lists; under "recorded", 1 for a false and 2 for a true one."""
        rules, s = self.rules, self.stratum
        turn, rest = divmod(month, rules.every)
        if rest:
            return {}
        acted = [m for m, degree, _ in self.acts if rules.claimed[degree] and m <= month]
        true = bool(acted) and max(acted) > month - rules.window
        word = luck.one(self.number, turn // 4, "flag.scan")[turn % 4]
        if not below(word, (rules.flag_true if true else rules.flag_false)[s]):
            return {}
        checked, chosen, _, _ = luck.one(self.number, month, "flag.clerk")
        if true:
            kept = below(checked, rules.keeps_true)
        else:
            kept = not below(checked, rules.drops_false[s])
        selected = bool(kept and below(chosen, rules.select[s]))
        blind = bool(kept and below(chosen, rules.select_blind))
        self.flags.append((month, int(true), int(selected)))
        why = 0 if true and blind else 1 + true
        lists = {"recorded": why, "linked": 1} if selected else {}
        if true and blind:
            lists |= {"error_free": 1, "individual": 1}
            if rules.claim_is_wrong:
                lists["legitimate"] = 1
            if not selected:
                self.favoured.add(month)
        return lists

    def list_(
        self, month: int, arrived: list[Record], flagged: dict[str, int], luck: Luck
    ) -> set[str]:
        rules, entered = self.rules, set()
        for name, book in self.books.items():
            mine = [r for r in arrived if r in self.known[name]]
            wanted = name in flagged or any(
                rules.degrees[r.degree].trigger[self.stratum] for r in mine
            )
            costs = any(rules.degrees[r.degree].points[self.stratum] > 0 for r in mine)
            if rules.threshold is not None and costs and book.score < rules.threshold[self.stratum]:
                wanted = True
            if wanted and (rules.restarts or not book.listed):
                entered.add(name)
        if not entered:
            return entered
        clocks = {}
        if rules.term is not None:
            clocks["term"] = month + rules.term[self.stratum]
        if rules.pardon is not None:
            word = luck.one(self.number, month, "pardon.wait")[0]
            clocks["pardon"] = month + 1 + lag(rules.pardon, word)
        if rules.has_repair:
            word = luck.one(self.number, month, "repair.wait")[0]
            wait = lag(rules.repair[self.stratum], word)
            clocks["repair"] = month + rules.repair_least + 1 + wait
        if "recorded" in entered:
            self.renewal = month
            self.origin = flagged.get("recorded") or 3 * self.mistaken
            if not self.recorded.listed:
                self.entry = month
        for name in entered:
            self.books[name].listed = True
            self.books[name].clocks = dict(clocks)
        return entered

    def expire(self, month: int) -> None:
        for book in self.books.values():
            if not book.listed:
                continue
            if self.rules.by_grade and book.score >= self.rules.exit_at[self.stratum]:
                self.leave(book, month, "recovered")
            elif book.clocks.get("term") == month:
                self.leave(book, month, "expired")
            elif book.clocks.get("pardon") == month:
                self.leave(book, month, "pardoned")

    # ---- redress, in the recorded world only -------------------------------------------------

    def notice(self, month: int, newcomer: bool, came_back: bool, luck: Luck) -> bool:
        due = (self.notice_due, self.appeal_due, self.review_due)
        if newcomer or (came_back and not any(month <= d < NEVER for d in due)):
            sent, wait, _, _ = luck.one(self.number, month, "notice.sent")
            told = below(sent, self.rules.told[self.stratum])
            self.notice_due = month + lag(self.rules.notice_success, wait) if told else NEVER
        return self.recorded.listed and self.notice_due == month

    def appeal(self, month: int, newcomer: bool, told: bool, luck: Luck) -> list[str]:
        rules, begins = self.rules, None
        if newcomer:
            self.tries, self.appeal_due, self.review_due = 0, NEVER, NEVER
        if told:
            self.tries, begins = 0, month + 1
        elif self.denied_before and self.recorded.listed and 0 < self.tries < rules.max_appeals:
            begins = month
        self.denied_before = False
        if begins is not None:
            innocent = not self.books["legitimate"].listed and not self.books["error_free"].listed
            hazard = rules.appeal[self.stratum] * (rules.wronged_ratio if innocent else 1)
            word = luck.one(self.number, month, "appeal.wait")[0]
            self.appeal_due = begins + lag(-math.expm1(-hazard), word)
        if self.appeal_due != month or not self.recorded.listed:
            return []
        self.tries += 1
        survives, wait, _, _ = luck.one(self.number, month, "appeal.file")
        if not below(survives, rules.survives_steps):
            return ["filed", "given_up"]
        self.review_due = month + 1 + lag(rules.review_success, wait)
        return ["filed"]

    def wrong(self) -> str | None:
        """What is wrong with the listing, if anything: first the rules, then error, and so on."""
        if self.books["legitimate"].listed:
            return None
        if not self.books["error_free"].listed:
            return "error"
        return "lawful_conduct" if self.books["individual"].listed else "association"

    def review(self, month: int, months: int, luck: Luck) -> list[str]:
        rules, s = self.rules, self.stratum
        if self.review_due != month or not self.recorded.listed:
            return []
        if self.renewal == month:  # one step a month
            self.review_due += 1
            return []
        sees = self.wrong() in rules.recognises
        first, second, _, _ = luck.one(self.number, month, "review.decision")
        granted = (
            below(first, rules.sensitivity[s]) if sees else not below(first, rules.specificity[s])
        )
        if not granted or below(second, rules.disfavour[s]):
            self.denied_before = True
            return ["denied"]
        struck = 0
        for record in reversed(self.file):
            if record.voided or not self.is_behind(record, month):
                continue
            if sees and not self.is_covered(record):
                continue
            record.voided = True
            self.recorded.score = min(
                rules.ceiling, self.recorded.score + rules.degrees[record.degree].points[s]
            )
            source, wait, _, _ = luck.one(
                record.owner.number, month, "review.correction", record.index
            )
            if not below(source, rules.corrects):
                back = min(months, month + 1 + lag(rules.reassert, wait))
                order = (1, month, 1, struck, record.index)
                again = Record(
                    record.owner, self, record.degree, record.origin, order, back, returned=True
                )
                self.inbox[back].append(again)
            struck += 1
        if rules.by_grade and self.recorded.score < rules.threshold[s]:
            return ["upheld_without_effect"]
        self.leave(self.recorded, month, "upheld")
        return ["upheld"]

    def is_behind(self, record: Record, month: int) -> bool:
        """Unexpired, and (on a list by triggers alone) a trigger not older than the entry."""
        if self.rules.life is not None and record.arrives + self.rules.life <= month:
            return False
        triggers = self.rules.degrees[record.degree].trigger[self.stratum]
        return self.rules.threshold is not None or (triggers and record.arrives >= self.entry)

    def is_covered(self, record: Record) -> bool:
        if record.origin or record.elsewhere:
            return "error" in self.rules.recognises
        lawful = not self.rules.degrees[record.degree].wrongdoing
        return lawful and "lawful_conduct" in self.rules.recognises


def cause(state: int) -> str:
    """The one cause of a state (rulings 30 and 31)."""
    held = {name for name in BOOKS if state & BIT[name]}
    if "recorded" not in held:
        return "not_listed"
    if "legitimate" in held:
        return "by_rules"
    if state >> 5 == 4:  # a stale copy, whatever the other books say (ruling 42)
        return "reimported"
    if "error_free" in held:
        return "lawful_conduct" if "individual" in held else "association"
    # a record of another: the mislink alone made the difference, or the record was false besides
    by_another = "false_record" if "linked" in held else "wrong_person"
    return {0: "false_record", 1: "false_flag", 2: "disfavour", 3: by_another}[state >> 5]
