import os
import socket
import subprocess
import sys
import threading

import pytest

from ostraka.core.errors import OutputError, ScenarioError
from ostraka.core.files import is_running, parsed, put, read_text, sweep, whole_file


def test_a_file_is_put_with_the_folders_that_lead_to_it_and_nothing_beside_it(tmp_path):
    target = tmp_path / "a" / "b.txt"
    assert put(target, b"old") == target
    put(target, b"new")
    assert target.read_bytes() == b"new"
    assert os.listdir(target.parent) == ["b.txt"]


def test_a_file_that_cannot_be_put_leaves_nothing_and_is_told(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OutputError, match=r"taken: cannot be written: .*; choose another place"):
        put(tmp_path / "taken", b"content")
    assert os.listdir(tmp_path) == ["taken"]


def test_what_breaks_off_in_the_middle_leaves_the_old_file(tmp_path):
    target = put(tmp_path / "kept", b"old")

    def breaks_off():
        with whole_file(target) as temporary:
            temporary.write_bytes(b"half")
            assert target.read_bytes() == b"old"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks_off()
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["kept"]


def test_two_threads_at_one_file_do_not_share_a_temporary_name(tmp_path):
    names, both = [], threading.Barrier(2)

    def write():
        with whole_file(tmp_path / "one") as temporary:
            names.append(temporary)
            temporary.write_bytes(b"content")
            both.wait(10)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(names)) == 2
    assert os.listdir(tmp_path) == ["one"]


def test_only_what_the_gone_of_this_machine_left_is_swept(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    here = socket.gethostname()
    swept = [f".a.{here}.{gone.pid}-7.tmp", f".b.{here}.{gone.pid}.tmp"]
    kept = [f".a.{here}.{os.getpid()}-7.tmp", f".a.elsewhere.{gone.pid}-7.tmp", "a", ".other.tmp"]
    for name in (*swept, *kept):
        (tmp_path / name).touch()
    sweep(tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted(kept)
    assert is_running(os.getpid())
    assert not is_running(gone.pid)


def test_what_cannot_be_read_is_told_by_its_place_fault_and_remedy(tmp_path):
    with pytest.raises(ScenarioError, match=r"none\.toml: cannot be read: .*; check the path"):
        read_text(tmp_path / "none.toml")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match="it is no UTF-8 text"):
        read_text(tmp_path / "bytes")
    with pytest.raises(ScenarioError, match=r"mine: it is no valid JSON: .*; mend the line named"):
        parsed("{", "mine", "json")
    assert parsed("a = 1", "mine") == parsed('{"a": 1}', "mine", "json") == {"a": 1}
