"""One run of the tests on both databases, with one summary.

`pytest --both` (what `make test` calls) runs everything on SQLite; then a second pytest runs what touches the database once
more on PostgreSQL, and what it reports is counted here as if it had run here, marked "on PostgreSQL". The server is the one
that TIREK_TEST_POSTGRES names (a role that may create databases), else the one of this machine; where none answers, each
of these tests counts as skipped. For one file on PostgreSQL alone: DATABASE_URL=postgres://… pytest tests/people
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

SECOND = "--only-what-touches-the-database"
WITH_ROWS = {"both_databases", "committed", "db", "transactional_db"}
WITH_A_HOUSE = {"LivingHouse", "living", "storage_of_its_own", "to_be_robbed"}
LAST_LINES = 60


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both", action="store_true", help="run what touches the database a second time, on PostgreSQL")
    parser.addoption("--long", action="store_true", help="the long form of tests about faults")
    parser.addoption(SECOND, metavar="FILE", help="(called by --both) run only that, and write the reports into FILE")


def touches_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("sqlite"):
        return False
    if item.get_closest_marker("browser"):
        return item.get_closest_marker("on_both") is not None  # pages are drawn from either alike; the journeys are walked on both
    if item.get_closest_marker("postgresql") or item.get_closest_marker("django_db"):
        return True
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & WITH_ROWS) or bool(WITH_A_HOUSE & vars(getattr(item, "module", None) or object).keys())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.get_closest_marker("browser"))  # first: the second run begins when they are through
    again = [item for item in items if touches_the_database(item)]
    if config.getoption(SECOND):
        leave_out(config, items, [item for item in items if item not in again])
    elif config.getoption("--both") and not settings.DATABASE_URL:
        config.stash[AGAIN] = [item.nodeid for item in again]
        leave_out(config, items, [item for item in items if item.get_closest_marker("postgresql")])
    unfit, why = ("sqlite", "it is about SQLite") if settings.DATABASE_URL else ("postgresql", "it needs PostgreSQL: set DATABASE_URL")
    for item in items:
        if item.get_closest_marker(unfit):
            item.add_marker(pytest.mark.skip(reason=why))


AGAIN = pytest.StashKey[list[str]]()


def leave_out(config: pytest.Config, items: list[pytest.Item], out: Sequence[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in set(out)]


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, Any, Any]:
    again = session.config.stash.get(AGAIN, [])
    if not again or session.config.option.collectonly:
        return (yield)
    server = reachable_server()
    if not server:
        count_as_skipped(session, again)
        return (yield)
    with SecondRun(session, server) as second:
        session.config.stash[SECOND_RUN] = second
        second.begin_after([item for item in session.items if item.get_closest_marker("browser")])
        done: Any = yield
        second.tell_all()
    return done


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if second := item.config.stash.get(SECOND_RUN, None):
        second.is_through_with(item)


def reachable_server() -> str:
    """The address of a PostgreSQL that answers, or nothing."""
    import psycopg

    url = os.environ.get("TIREK_TEST_POSTGRES") or "postgresql:///postgres"
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error:
        return ""
    return url


def count_as_skipped(session: pytest.Session, again: Sequence[str]) -> None:
    why = "no PostgreSQL is reachable: start one, and name it in TIREK_TEST_POSTGRES (postgres://user@host:port/postgres)"
    session.testscollected += len(again)
    for nodeid in again:
        skipped = ("tests/both.py", 0, f"Skipped: {why}")
        tell(session, pytest.TestReport(on_postgresql(nodeid), (nodeid, 0, nodeid), {}, "skipped", skipped, "setup"))


class SecondRun:
    """The second pytest, in a process of its own: Django knows one set of databases for a process.

    It begins when the last browser test of the first run is through, and runs beside the rest: two cores, two databases.
    """

    def __init__(self, session: pytest.Session, server: str) -> None:
        self.session, self.server = session, server
        self.before: set[pytest.Item] = set()
        self.child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "SecondRun":
        self.folder = tempfile.TemporaryDirectory(prefix="tirek-both-")
        self.reports, self.said = (Path(self.folder.name) / name for name in ("reports", "said"))
        return self

    def __exit__(self, *trouble: object) -> None:
        if self.child and self.child.poll() is None:
            self.child.terminate()
            self.child.wait()
        self.folder.cleanup()

    def begin_after(self, items: Sequence[pytest.Item]) -> None:
        self.before = set(items)
        if not items:
            self.begin()

    def is_through_with(self, item: pytest.Item) -> None:
        self.before.discard(item)
        if not self.before and not self.child:
            self.begin()

    def begin(self) -> None:
        arguments = [str(word) for word in self.session.config.invocation_params.args if word != "--both"]
        environment = {**os.environ, "DATABASE_URL": urlunsplit(urlsplit(self.server)._replace(path="/tirek"))}
        command = [sys.executable, "-m", "pytest", *arguments, f"{SECOND}={self.reports}", "-p", "no:cacheprovider"]
        self.reports.touch()
        with self.said.open("wb") as said:
            here = self.session.config.invocation_params.dir
            self.child = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT, cwd=here)

    def tell_all(self) -> None:
        """Every report of the child, those still to come too, as if its test had run here."""
        if not self.child:
            self.begin()
        reporter = self.session.config.pluginmanager.getplugin("terminalreporter")
        if reporter:
            reporter.ensure_newline()
            reporter.write_sep("-", "once more, on PostgreSQL")
        with self.reports.open("rb") as reports:
            self.hear(reports)
        assert self.child
        if self.child.wait() not in (0, 1, 5):
            tail = "\n".join(self.said.read_text("utf-8", "replace").splitlines()[-LAST_LINES:])
            nodeid = on_postgresql("tests")
            tell(self.session, pytest.TestReport(nodeid, (nodeid, 0, nodeid), {}, "failed", tail, "call"))

    def hear(self, reports: BinaryIO) -> None:
        assert self.child
        rest, is_over = b"", False
        while not is_over:
            is_over = self.child.poll() is not None  # asked before reading: what it wrote last is still heard
            *lines, rest = (rest + reports.read()).split(b"\n")
            for line in lines:
                hear_one(self.session, json.loads(line))
            if not is_over:
                time.sleep(0.2)


SECOND_RUN = pytest.StashKey[SecondRun]()


def hear_one(session: pytest.Session, content: dict[str, Any]) -> None:
    if "collected" in content:
        session.testscollected += content["collected"]
        return
    report = session.config.hook.pytest_report_from_serializable(config=session.config, data=content)
    report.nodeid = on_postgresql(report.nodeid)
    tell(session, report)


def tell(session: pytest.Session, report: pytest.TestReport) -> None:
    hook = session.config.hook
    if report.when == "setup":
        hook.pytest_runtest_logstart(nodeid=report.nodeid, location=report.location)
    hook.pytest_runtest_logreport(report=report)
    if report.when == "teardown" or report.skipped:
        hook.pytest_runtest_logfinish(nodeid=report.nodeid, location=report.location)


def on_postgresql(nodeid: str) -> str:
    return f"{nodeid} (on PostgreSQL)"


class ReportsToTheFirst:
    """In the second run: every report goes to the first one."""

    def __init__(self, config: pytest.Config, file: str) -> None:
        self.config = config
        self.file = open(file, "w", encoding="utf-8")  # noqa: SIM115  # open as long as the run

    def write(self, content: dict[str, Any]) -> None:
        self.file.write(json.dumps(content) + "\n")
        self.file.flush()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.write({"collected": len(session.items)})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.write(self.config.hook.pytest_report_to_serializable(config=self.config, report=report))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.write(self.config.hook.pytest_report_to_serializable(config=self.config, report=report))

    def pytest_unconfigure(self) -> None:
        self.file.close()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: about SQLite itself, not run on PostgreSQL")
    config.addinivalue_line("markers", "on_both: a browser's journey that is walked on PostgreSQL, too")
    config.addinivalue_line("markers", "postgresql: about several processes or a database server, run on PostgreSQL only")
    if file := config.getoption(SECOND):
        config.pluginmanager.register(ReportsToTheFirst(config, file))
