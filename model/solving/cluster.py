"""A Dask cluster's executor: `--cluster ADDRESS` of a scheduler, instead of processes here.

Every worker must have the versions that are installed here, of Python and of what an answer depends
on, and this very program: other ones may give other plans. They are asked for at the start, and
each piece of work brings them along for workers that join later. A worker that is lost is replaced
by another one; where none is left, the work is done here.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import pickle
import sys
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from model import __version__
from model.solving.hands import failed

LIBRARIES = ("highspy", "numpy", "pandas", "pyomo", "scipy")
PATIENCE = 10.0  # seconds without an answer, or without any worker, after which there is none
_PROGRAM = "site-allocation"


class ClusterError(Exception):
    """The cluster cannot be used; the text is one sentence for the user."""


def call(run: str, versions: Mapping[str, str], work: bytes) -> Any:
    """Do a pickled piece of work of a run, by a worker. Raises ClusterError where versions differ.

    It is pickled before so that nothing of it is read where it might be read otherwise.
    """
    if versions_here() != versions:
        raise ClusterError(_unlike("a worker that joined", versions_here(), versions))
    function, arguments = pickle.loads(work)
    return function(*arguments, _flag_of(run).is_set)


@functools.cache
def versions_here() -> dict[str, str]:
    """The versions of this process: Python's minor one, the libraries', and this program's."""
    found = {name: version(name) for name in LIBRARIES}
    return {"Python": _minor(sys.version), **found, _PROGRAM: fingerprint()}


def fingerprint() -> str:
    """Version of this program and hash of its source, whatever its line ends."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).parts):
        digest.update("/".join(path.relative_to(root).parts).encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{__version__} ({digest.hexdigest()[:12]})"


def _minor(python: str) -> str:
    return ".".join(python.split(".")[:2])


@functools.lru_cache(maxsize=16)
def _flag_of(run: str) -> threading.Event:
    """A flag in this worker that is set when the run is to end early.

    Work does not wait for the scheduler to answer, nor fail where it does not: a worker that cannot
    be asked to end early ends all the same, later.
    """
    import distributed  # noqa: PLC0415 - an extra

    flag = threading.Event()
    scheduler = distributed.get_worker().scheduler.address

    def watch() -> None:
        """Wait for the run's event, in a thread of its own."""
        with contextlib.suppress(Exception):
            with distributed.Client(scheduler, set_as_default=False) as client:
                distributed.Event(run, client=client).wait()
            flag.set()

    threading.Thread(target=watch, daemon=True).start()
    return flag


class Cluster:
    """The workers of a Dask cluster."""

    failures: tuple[type[BaseException], ...]

    def __init__(self, client: Any) -> None:
        import distributed  # noqa: PLC0415 - an extra

        self._client = client
        self._executor = client.get_executor(pure=False)
        self._event = distributed.Event(f"stop-{uuid.uuid4().hex}", client=client)
        self._halted = False
        self._alone_since: float | None = None
        self._asked = 0.0
        self.workers = max(1, sum(client.nthreads().values()))
        # OSError: what a connection that breaks, or is too slow, raises.
        self.failures = (distributed.KilledWorker, CancelledError, BrokenExecutor, OSError)

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand it to the scheduler, which finds a worker, and another one where that is lost."""
        if self._alone_since is not None and self.deserted():
            return failed("no worker is left")
        work = pickle.dumps((function, arguments))
        name, versions = self._event.name, versions_here()
        future: Future[Any] = self._executor.submit(call, name, versions, work)
        return future

    def halt(self) -> None:
        """Ask all that runs to end early."""
        if not self._halted:
            self._halted = True
            with contextlib.suppress(Exception):  # the scheduler is gone, and so is all work
                self._event.set()

    def deserted(self) -> bool:
        """Whether there has been no worker for a while."""
        now = time.monotonic()
        if now - self._asked >= 1.0:
            self._asked = now
            self._alone_since = None if self._any_worker() else self._alone_since or now
        return self._alone_since is not None and now - self._alone_since >= PATIENCE

    def _any_worker(self) -> bool:
        if self._client.status != "running":
            return False
        try:
            return bool(self._client.nthreads())
        except (OSError, TimeoutError):
            return False

    def close(self) -> None:
        """Drop what is left and leave; the cluster goes on."""
        self.halt()
        self._executor.shutdown(wait=False)
        self._client.close()


@contextmanager
def open_cluster(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler has this address. Raises ClusterError where it cannot be used."""
    client = _connected(address)
    try:
        refuse_others(client)
        cluster = Cluster(client)
    except BaseException:
        client.close()
        raise
    try:
        yield cluster
    finally:
        cluster.close()


def _connected(address: str) -> Any:
    """A client of a cluster that has at least one worker."""
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ClusterError(
            "A cluster needs the library distributed; install it with: "
            'pip install -c requirements.lock -e ".[cluster]"'
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared below
            client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"No cluster answers at {address}; give the address that its scheduler says when it "
            "starts, such as tcp://10.0.0.1:8786."
        ) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close()
        raise ClusterError(
            f"The cluster at {address} has no worker; start some: dask worker {address}"
        ) from error
    return client


def refuse_others(client: Any) -> None:
    """Raise ClusterError where any worker of the client has other versions than this process."""
    here = versions_here()
    told = client.get_versions(packages=list(LIBRARIES))["workers"]
    found = {
        worker: {"Python": _minor(of["host"]["python"]), **_known(of["packages"])}
        for worker, of in told.items()
    }
    wrong = {worker: _unlike(worker, of, here) for worker, of in found.items()}
    if not any(wrong.values()):
        programs = _programs(client, found)
        found = {w: {_PROGRAM: str(of)} for w, of in programs.items()}
        wrong = {worker: _unlike(worker, of, here) for worker, of in found.items()}
    refused = [text for text in wrong.values() if text]
    if refused:
        more = f" ({len(refused)} workers are refused)" if len(refused) > 1 else ""
        raise ClusterError(f"{min(refused)}{more}")


def _programs(client: Any, workers: Collection[str]) -> dict[str, object]:
    """What each worker has of this program."""
    try:
        programs: dict[str, object] = client.run(fingerprint, on_error="return")
    except ImportError as error:
        return dict.fromkeys(workers, error)
    return programs


def _known(packages: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(packages.get(name)) for name in LIBRARIES}


def _unlike(worker: str, there: Mapping[str, str], here: Mapping[str, str]) -> str:
    """A sentence on the versions that a worker has and that are not those of here; "" if none."""
    parts = [
        f"{name} {found} instead of {here[name]}"
        for name, found in there.items()
        if found != here[name]
    ]
    if not parts:
        return ""
    return f"{worker} has {', '.join(parts)}: every worker needs what is installed here."
