"""``ostraka demo``: a documented system and a points pilot, on one screen."""

from pathlib import Path
from typing import Any

from ostraka import evidence, report, results, scenario
from ostraka.cli import case_screen, screen
from ostraka.cli.options import print_json
from ostraka.cli.progress import progress

CASE = "midas_unemployment"
PILOT = "points_pilot"


def run_demo(out: Path, *, threads: int | None, force: bool, as_json: bool) -> None:
    """Run both, save both, and print the first screen (or one JSON object)."""
    folders = {name: out / name for name in (CASE, PILOT)}
    for folder in folders.values():
        results.check_free(folder, force=force)
    case = evidence.load_case(CASE)
    with progress(case.declared.title) as show:
        predicted = evidence.run_case(case, threads=threads, progress=show)
    documented = _run(case.scenario, threads)

    def with_comparison(folder: Path) -> None:
        evidence.save_comparison(predicted, folder)
        report.write(documented, folder / "report.html", predicted)

    documented.save(
        folders[CASE], force=force, command="ostraka demo", write_report=with_comparison
    )
    pilot = _run(scenario.load(PILOT), threads)

    def with_story(folder: Path) -> None:
        report.write(pilot, folder / "report.html", with_story=True)

    pilot.save(folders[PILOT], force=force, command="ostraka demo", write_report=with_story)
    if as_json:
        both = {
            "case": predicted.to_dict(),
            "midas_unemployment": documented.summary(),
            "points_pilot": pilot.summary(),
        }
        print_json(both)
        return
    for line in case_screen.case_lines(predicted):
        print(line)
    print()
    for line in screen.result_lines(pilot):
        print(line)
    print()
    print("All people are invented. Reports:")
    for folder in folders.values():
        print(f"  {folder / 'report.html'}")
    print("Try next:")
    command = ".venv/bin/ostraka" if Path(".venv/bin/ostraka").exists() else "ostraka"
    print(f"  {command} run points_pilot --people 1000000 --out my_run")
    print(f"  {command} schedule points_pilot")
    print(f"  {command} cases run midas_unemployment --json")


def _run(loaded: Any, threads: int | None) -> results.Result:
    with progress(loaded.title) as show:
        return results.run(loaded, threads=threads, progress=show)
