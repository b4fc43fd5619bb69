"""What long work says on stderr where no terminal is."""

from ostraka.cli.progress import LINE_SECONDS, QUIET_SECONDS, Lines, duration


def test_the_first_line_says_how_long_and_short_work_says_nothing(capsys):
    now = 100.0
    tell = Lines("Nation", lambda: now)
    tell(0, 1000)
    now += QUIET_SECONDS - 0.1
    tell(5, 1000)
    assert capsys.readouterr().err == ""
    now += 0.1
    tell(10, 1000)
    left = QUIET_SECONDS * 990 / 10
    assert capsys.readouterr().err == f"Nation: 1 % done, {duration(left)} left\n"


def test_then_there_is_a_line_a_minute_until_the_end(capsys):
    now = 0.0
    tell = Lines("Nation", lambda: now)
    for done in range(1, 1001):  # a piece a second
        tell(done, 1000)
        now += 1.0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 + int((1000 - 1 - QUIET_SECONDS) // LINE_SECONDS)
    assert said[0] == "Nation: 1 % done, about 17 min left"
    assert said[-1].startswith("Nation: 97 % done")


def test_durations_are_in_the_unit_that_a_reader_wants():
    assert duration(0.2) == "about 1 s"
    assert duration(89) == "about 89 s"
    assert duration(600) == "about 10 min"
    assert duration(9000) == "about 2.5 h"
