"""Whatever is assumed: in how many draws each arm helps and harms, and what is regretted."""

from ostraka.report import words
from ostraka.report.blocks import Block, Section
from ostraka.report.figures import picture
from ostraka.report.study import sentences, shares
from ostraka.report.study.sections import left_out, some
from ostraka.report.study.tables import name
from ostraka.report.study.wording import arm_in_words, arm_inside, share, unit_of
from ostraka.report.tables import SILENT, Cell, Table
from ostraka.report.words import NBSP
from ostraka.sensitivity.robustness import Arm, Robustness, Share
from ostraka.sensitivity.robustness_text import region_words
from ostraka.studies.compare import Comparison


def section(found: Comparison) -> Section:
    """How far the answer about each arm holds over the draws of the uncertain numbers."""
    lead = [sentences.robust(found, harm) for harm in found.robustness]
    lead += [
        f"{unit_of(found, harm).name}: {why}." for harm, why in found.not_robust.items() if why
    ]
    blocks = [_block(found, harm, one) for harm, one in found.robustness.items()]
    notes = []
    if found.robustness:
        notes.append(
            "Harm is compared on the mean over the replicates of a draw, on common draws. Surely: by "
            "more than the 95 % Monte Carlo error of a draw. Regret: harm beyond that of the best arm of "
            "the same draw (Savage 1951), on average with its 95 % interval."
        )
    for harm, one in found.robustness.items():
        notes += _told(found, harm, one)
    return Section("robustness", "Whatever is assumed", lead, blocks, list(dict.fromkeys(notes)))


def _told(found: Comparison, harm: str, one: Robustness) -> list[str]:
    unit = unit_of(found, harm)
    told = []
    if one.regret_by_luck is not None:
        luck = words.number(one.regret_by_luck * unit.factor)
        told.append(
            f"{unit.name}: luck, by which an arm may look the best of its draw, is at most {luck} of "
            "each mean regret."
        )
    if one.regions:
        return [*told, one.regions]
    return told + [
        f"{words.capital(arm_in_words(arm.name))} does harm ({unit.inside}) where {region_words(region)}."
        for arm in one.arms
        for region in arm.where_it_harms
    ]


def _block(found: Comparison, harm: str, one: Robustness) -> Block:
    unit = unit_of(found, harm)
    arms = {arm.name: arm for arm in one.arms if arm.name != one.base}
    order = list(arms)
    shown = [arms[key] for key in some(order)]
    drawn = picture(
        f"robust-{found.harms.index(harm)}",
        f"{unit.name}: in how many draws each arm helps and harms",
        f"One bar an arm, of {one.draws} draws of the uncertain numbers. "
        + " ".join(
            f"{words.capital(arm_in_words(arm.name))}: less harm in {share(arm.helps.value)}, the same "
            f"in {share(arm.same.value)}, more in {share(arm.harms.value)}."
            for arm in shown
        ),
        shares.height(shown),
        shares.draw(shown, f"% of {one.draws} draws of the uncertain numbers"),
    )
    return Block(
        f"{unit.name}: in how many draws each arm helps and harms",
        f"Against {arm_inside(one.base)}; the arm with the least mean regret first."
        + left_out(order, [arm.name for arm in shown]),
        _table(one, unit.name, unit.change, unit.factor),
        drawn,
    )


def _table(one: Robustness, figure: str, unit: str, factor: float) -> Table:
    rows = []
    for arm in one.arms:
        cells = [part_in_words(arm.helps), part_in_words(arm.harms), surely(arm)]
        cells.append(part_in_words(arm.best))
        cells.append(regret(arm, factor))
        rows.append((name(arm_in_words(arm.name)), *map(Cell, cells)))
    heads = ("less harm", "more harm", "surely less; more", "best", f"mean regret, {unit}")
    caption = f"{figure}: of {one.draws} draws, with exact 95{NBSP}% intervals"
    return Table(caption, (name("arm"), *map(Cell, heads)), tuple(rows))


def part_in_words(part: Share) -> str:
    """A share of the draws with its interval: ``100 % (88 to 100)``, of which the brackets never part."""
    low, high = 100 * part.low, 100 * part.high
    return f"{share(part.value)} ({low:.0f}{NBSP}to{NBSP}{high:.0f})"


def surely(arm: Arm) -> str:
    """In what share of the draws by more than luck."""
    if arm.surely_helps is None or arm.surely_harms is None:
        return SILENT
    return f"{share(arm.surely_helps.value)}; {share(arm.surely_harms.value)}"


def regret(arm: Arm, factor: float) -> str:
    """Mean regret with its interval over the draws."""
    if arm.regret_low is None or arm.regret_high is None:
        return words.number(arm.mean_regret * factor)
    low, high = arm.regret_low * factor, arm.regret_high * factor
    shown = words.number(arm.mean_regret * factor, words.step_for(low, high))
    return f"{shown} ({words.to(low, high)})".replace(" to ", f"{NBSP}to{NBSP}")
