"""State that lies in a file is the same state, leaves nothing behind, and says when there is no room."""

import dataclasses
import errno
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ostraka.core.errors import OutputError
from ostraka.engine import BlockPlan, room, store
from ostraka.engine.room import available_memory, bytes_in_words, room_for, temporary_folder
from ostraka.engine.store import Buffers, InFile, check_room
from ostraka.testing import PLANS
from tests.invariance.test_splits import assert_same, run
from tests.reference import scenarios

NOTHING = np.zeros(0, dtype=np.uint8)


def some(size, seed):
    return np.random.default_rng(seed).integers(0, 256, size, dtype=np.uint8)


def test_a_file_gives_back_what_was_put_two_turns_long(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_PART", 4 * store._PAGE)
    kept = InFile(tmp_path)
    sizes = (10, 3 * store._PAGE, 9 * store._PAGE, 1)
    held = [NOTHING] * len(sizes)
    lengths = []
    for meeting in range(5):
        states = [some(size, 10 * meeting + k) for k, size in enumerate(sizes)]
        before = [one.copy() for one in held]
        for k, state in enumerate(states):
            assert np.array_equal(held[k], before[k])  # still there while others are put
            held[k], again = kept.put(np.append(state, state), state.size, held[k])
            assert again.size == 2 * state.size
        assert all(map(np.array_equal, held, states))
        kept.turn()
        lengths.append(kept.size)
    assert lengths[1] > lengths[0]  # the state of one meeting and of the next
    assert len(set(lengths[1:])) == 1  # and what was forgotten is used again
    assert list(tmp_path.iterdir()) == []
    kept.close()


def test_buffers_change_places():
    first, second = some(100, 1), some(100, 2)
    held, free = Buffers().put(first, 60, NOTHING)
    assert free.size == 0
    assert np.shares_memory(held, first)
    held, free = Buffers().put(second, 70, held)
    assert held.size == 70
    assert free is first


@pytest.fixture(scope="module")
def attended():
    return run(BlockPlan(threads=1), scenarios.attended())


def test_a_file_changes_no_bit_and_has_no_name(attended, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_PART", 2 * store._PAGE)
    plan = dataclasses.replace(
        PLANS["poisoned, threaded and shuffled"], state_folder=tmp_path, kept=None
    )
    seen = []
    found = run(
        plan, scenarios.attended(), heard=lambda *where: seen.append(list(tmp_path.iterdir()))
    )
    assert_same(found, attended)
    assert found.kept_how == "packed in a file"
    assert seen
    assert not any(seen)


def test_state_beyond_its_memory_goes_to_a_file_and_standard_error_says_so(
    attended, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(room.tempfile, "tempdir", None)
    found = run(BlockPlan(threads=1, state_memory=1000), scenarios.attended())
    assert_same(found, attended)
    assert found.kept_how == "packed in a file"
    said = capsys.readouterr().err
    assert "more than the 1000 bytes of memory that it may take (as asked)" in said
    assert str(tmp_path) in said


def test_what_fits_is_whole_and_the_rest_packed(attended):
    assert attended.kept_how == "whole"
    some_memory = BlockPlan(threads=2, cells_per_block=1, state_memory=attended.kept_bytes // 2)
    found = run(some_memory, scenarios.attended())
    assert_same(found, attended)
    assert found.kept_how == "partly packed"
    assert found.kept_bytes < 0.6 * attended.kept_bytes


def test_the_choice_follows_the_share_of_the_memory_that_is_available(monkeypatch):
    sizes = {"whole": 2000, "packed": 200}

    def choose(available, **plan):
        monkeypatch.setattr(room, "available_memory", lambda: available)
        return room_for(BlockPlan(**plan), 100, sizes.__getitem__)

    assert choose(4000).whole_cells == 100
    assert choose(2200)[:2] == (50, None)  # half of it for 50 cells at 20 and 50 at 2
    assert choose(402)[:2] == (0, None)
    assert choose(398)[:2] == (0, temporary_folder())
    assert "half of what is available" in choose(398).why
    assert choose(4000, kept="packed")[:2] == (0, None)
    assert choose(0, kept="whole").whole_cells == 100
    assert choose(4000, state_folder=Path("here"))[1:] == (Path("here"), 200, "")
    assert choose(0, state_memory=2000).whole_cells == 100


def test_a_container_has_what_is_left_below_its_limit(tmp_path):
    (tmp_path / "memory.max").write_text("5000\n")
    (tmp_path / "memory.current").write_text("1800\n")
    assert room._from_control_groups(tmp_path) == [3200]
    (tmp_path / "memory.max").write_text("max\n")
    assert room._from_control_groups(tmp_path) == []
    assert available_memory() > 0


# ---- disks that are too small ------------------------------------------------------------------------


def test_a_disk_that_is_too_small_is_refused_before_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=3 * 2**20))
    check_room(tmp_path, 2**20)
    with pytest.raises(OutputError, match=r"3\.0 MiB free.* about 4\.0 MiB.*--state-folder"):
        check_room(tmp_path, 2 * 2**20)


def test_a_disk_that_fills_up_is_one_clean_error(tmp_path):
    kept = InFile(tmp_path)

    class Full:
        fileno = kept.file.fileno
        truncate = kept.file.truncate
        seek = kept.file.seek
        close = kept.file.close

        def write(self, rest):
            raise OSError(errno.ENOSPC, "No space left on device")

    kept.file = Full()
    with pytest.raises(OutputError, match=r"state_folder: .* takes no more \(No space left"):
        kept.put(some(100, 1), 100, NOTHING)
    kept.close()


@pytest.mark.parametrize("make", [InFile, lambda folder: check_room(folder, 1)])
def test_a_folder_that_is_not_there_is_said_to_be_so(tmp_path, make):
    with pytest.raises(OutputError, match=r"state_folder: .*name a folder that is there"):
        make(tmp_path / "gone")


def test_bytes_are_written_in_a_unit_that_suits():
    assert [bytes_in_words(n) for n in (12, 3 * 2**20, 1.5 * 2**30)] == [
        "12 bytes",
        "3.0 MiB",
        "1.5 GiB",
    ]
