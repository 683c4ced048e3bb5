"""Work handed to others: who is refused, and what happens where they are lost."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import pytest

from model.solving import cluster
from model.solving.cluster import ClusterError, call, fingerprint, open_cluster, versions_here
from model.solving.hands import failed
from model.solving.highs import Limits
from model.solving.pool import Job, Pool
from tests.case.folders import EXAMPLE
from tests.command_line import Terminal
from tests.solving.problems import knapsack

HERE = versions_here()


class _Client:
    """A client whose workers have these versions and this program."""

    def __init__(self, program: str = HERE["site-allocation"], **versions: str) -> None:
        found = {**HERE, **versions}
        self.told = {
            "host": {"python": f"{found['Python']}.7.final.0"},
            "packages": {name: found[name] for name in cluster.LIBRARIES},
        }
        self.program: object = program
        self.ran = 0

    def get_versions(self, packages: list[str]) -> dict[str, Any]:
        assert set(packages) == set(cluster.LIBRARIES)
        return {"workers": {"tcp://one": self.told, "tcp://two": self.told}}

    def run(self, function: Callable[[], str], on_error: str) -> dict[str, object]:
        assert (function, on_error) == (fingerprint, "return")
        self.ran += 1
        return {"tcp://one": self.program, "tcp://two": self.program}


def test_workers_like_this_process_are_taken() -> None:
    """The same versions everywhere: nothing is refused, and each has been asked for its program."""
    client = _Client()
    cluster.refuse_others(client)
    assert client.ran == 1


@pytest.mark.parametrize(
    ("name", "found"),
    [("Python", "3.99"), ("highspy", "1.14.0"), ("numpy", "1.0.0"), ("pandas", "None")],
)
def test_workers_with_other_versions_are_refused(name: str, found: str) -> None:
    """One sentence with what is there and what is wanted; nothing of ours is sent to them."""
    client = _Client(**{name: found})
    with pytest.raises(ClusterError) as error:
        cluster.refuse_others(client)
    assert str(error.value) == (
        f"tcp://one has {name} {found} instead of {HERE[name]}: every worker needs what is "
        "installed here. (2 workers are refused)"
    )
    assert client.ran == 0


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("0.0.9 (abc)", "site-allocation 0.0.9 (abc) instead of 0."),
        (ModuleNotFoundError("No module named 'model'"), "site-allocation No module named 'model'"),
    ],
)
def test_workers_with_another_program_are_refused(program: Any, said: str) -> None:
    """Another state of our own source, or none, is another version as well."""
    with pytest.raises(ClusterError) as error:
        cluster.refuse_others(_Client(program))
    assert said in str(error.value)


def test_a_worker_that_joins_later_is_refused_too() -> None:
    """Work brings its versions along: where they differ it is not even read."""
    with pytest.raises(ClusterError, match=r"highspy .* instead of 1\.99"):
        call("run", {**HERE, "highspy": "1.99"}, b"cannot be read")


def test_the_program_is_known_by_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line ends make no other program, a changed line does."""
    found = []
    for text in ("a = 1\nb = 2\n", "a = 1\r\nb = 2\r\n", "a = 1\nb = 3\n"):
        (tmp_path / "solving").mkdir(exist_ok=True)
        (tmp_path / "solving" / "cluster.py").write_bytes(text.encode())
        monkeypatch.setattr(cluster, "__file__", str(tmp_path / "solving" / "cluster.py"))
        found.append(fingerprint())
    assert found[0] == found[1] != found[2]


def test_without_the_extra_one_sentence_says_what_to_install(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No distributed: exit code 1, nothing is solved."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = terminal("--case", EXAMPLE, "--cluster", "tcp://127.0.0.1:8786", "--quiet")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "A cluster needs the library distributed; install it with: "
        'pip install -c requirements.lock -e ".[cluster]"\n'
    )


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x"])
def test_where_no_cluster_answers_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """A wrong address: what it should look like."""
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    with (
        pytest.raises(ClusterError, match=f"No cluster answers at {address}"),
        open_cluster(address),
    ):
        pass


class _Gone:
    """Hands that lose all their work: at once, or by never doing it."""

    workers = 2
    failures: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, *, at_once: bool) -> None:
        self._at_once = at_once
        self.halted = False

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        return failed("gone") if self._at_once else Future()

    def halt(self) -> None:
        self.halted = True

    def deserted(self) -> bool:
        return True

    def close(self) -> None:
        raise AssertionError("whoever opened it closes it")


@pytest.mark.parametrize("at_once", [True, False])
def test_work_that_is_lost_is_done_here(at_once: bool) -> None:
    """Whether it is told or nobody is left to tell it, the answers are those of this process."""
    jobs = [Job(knapsack(limit=limit), Limits()) for limit in (5.0, 3.0)]
    answers = Pool(_Gone(at_once=at_once), lambda: False).run(jobs)
    assert [answer.objective for answer in answers] == pytest.approx([-9.0, -8.0])


def test_a_stop_is_passed_on() -> None:
    """Asked to stop, those who work are told."""
    hands = _Gone(at_once=False)
    Pool(hands, lambda: True).run([Job(knapsack(), Limits())])
    assert hands.halted
