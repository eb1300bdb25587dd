"""Ask something that may fail or take too long, and go on in time all the same."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any, TypeVar

Found = TypeVar("Found")


class Patient:
    """A few threads of one kind of work. What takes too long goes on by itself; while every thread has such work, nobody waits."""

    def __init__(self, name: str, threads: int = 2) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._late: list[Future[Any]] = []

    def ask(self, work: Callable[[], Found], within_s: float) -> tuple[Found | None, str]:
        """What was found; or nothing, and why: in a few words, or by the error's name. Never raises. With no time nothing is found."""
        self._late[:] = [one for one in self._late if not one.done()]
        if len(self._late) >= self._threads:
            return None, "busy with earlier ones"
        try:
            asked = self._pool.submit(work)
        except RuntimeError as closing:  # the house is being stopped
            return None, type(closing).__name__
        try:
            found = asked.result(timeout=within_s)
            return (found, "") if within_s > 0 else (None, "took longer than 0 ms")
        except TookTooLong:
            self._late.append(asked)
            return None, f"took longer than {round(within_s * 1000)} ms"
        except Exception as broken:  # noqa: BLE001  # whoever asks goes on whatever the work does; the name says enough
            return None, type(broken).__name__
