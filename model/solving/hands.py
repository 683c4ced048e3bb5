"""Who does the work that can be done side by side: one executor, of processes or of a cluster.

What is sent are functions of modules and arrays or tables, never models. A function takes, after
its arguments, what to ask now and then: whether to end early.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from multiprocessing.connection import wait as wait_for
from typing import Any, Protocol, TypeVar

Stop = Callable[[], bool]
Result = TypeVar("Result")

_stop: Any = None  # the event that ends a worker's job, set when the worker starts


class Hands(Protocol):
    """An executor that can ask what it runs to end early, and that may lose workers.

    `failures` are what a future raises where its work was lost; whoever asked then does it.
    """

    workers: int
    failures: tuple[type[BaseException], ...]

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """The result of `function(*arguments, stop)`, some time."""

    def halt(self) -> None:
        """Ask all that runs to end early, and all that waits to end as soon as it begins."""

    def deserted(self) -> bool:
        """Whether nobody is left to work, so that waiting is in vain."""

    def close(self) -> None:
        """Let the workers go."""


def failed(error: str) -> Future[Any]:
    """A future whose work is lost from the beginning."""
    future: Future[Any] = Future()
    future.set_exception(BrokenExecutor(error))
    return future


def wait_for_all(hands: Hands, futures: Collection[Future[Any]], should_stop: Stop) -> None:
    """Wait until all are done or nobody is left to do them; asked to stop, have them end early."""
    pending = set(futures)
    while pending:
        _, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
        if pending and should_stop():
            hands.halt()
        if pending and hands.deserted():
            return


def result_or(future: Future[Result], hands: Hands, otherwise: Callable[[], Result]) -> Result:
    """The future's result; where its work was lost, or nobody does it, that of doing it here."""
    if not future.done():
        future.cancel()
        return otherwise()
    try:
        return future.result()
    except hands.failures:
        return otherwise()


class Processes:
    """Worker processes of this machine; they end with it, even where it is killed."""

    failures: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, workers: int) -> None:
        self.workers = workers
        spawn = multiprocessing.get_context("spawn")
        self._event = spawn.Event()
        self._executor = ProcessPoolExecutor(
            workers, mp_context=spawn, initializer=_begin_worker, initargs=(self._event,)
        )
        for _ in range(workers):  # they start while the first work is still being made
            self.submit(_nothing)

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand it to a process; to none where they are gone."""
        try:
            return self._executor.submit(_run, function, arguments)
        except (BrokenExecutor, OSError) as error:
            return failed(str(error))

    def halt(self) -> None:
        """Ask all that runs to end early."""
        self._event.set()

    def deserted(self) -> bool:
        """Never: the executor itself tells of processes that are gone."""
        return False

    def close(self) -> None:
        """End the workers; what has not begun is dropped, what runs stops early."""
        self._event.set()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _nothing(_stop: Stop) -> None:
    """What a worker does before there is any work."""


def _run(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments, _stop.is_set)


def _begin_worker(stop: Any) -> None:
    """Leave Ctrl-C to the parent, and end with it even where it is killed."""
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)
