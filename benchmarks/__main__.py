"""`make bench`: JSON lines while it runs, a short table at the end. See README.md for how to read it."""

import argparse
import itertools
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks import drafts, report, rooms
from benchmarks.disk import syncs_a_second
from benchmarks.load import Order
from benchmarks.report import Line
from benchmarks.subjects import Subject, all_subjects
from tirek.conduct.engine import Engine

CONNECTIONS = (1, 8, 32)
PARTS = ("intake", "start", "drafts", "rooms")
BESIDE = 8
"""How many senders write while receipts are opened."""


def tell(bench: str, **figures: object) -> Line:
    line: Line = {"bench": bench, **figures}
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return line


@contextmanager
def load_client() -> Iterator["subprocess.Popen[str]"]:
    """The load client's process; it ends when its orders end."""
    client = subprocess.Popen([sys.executable, "-m", "benchmarks.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield client
    finally:
        client.communicate(timeout=60)


def ordered(client: "subprocess.Popen[str]", subject: Subject, connections: int, seconds: float) -> Line:
    assert client.stdin and client.stdout
    order = Order(subject.port, subject.path, subject.secret, connections, seconds)
    client.stdin.write(json.dumps(asdict(order)) + "\n")
    client.stdin.flush()
    tally: Line = json.loads(client.stdout.readline())
    return tally


def starts(subjects: list[Subject], rounds: int) -> Iterator[Line]:
    """Process start to the first acknowledged letter, subject by subject, round by round. Afterwards all are open."""
    for number in range(1, rounds + 1):
        for subject in subjects:
            yield tell("start", subject=subject.name, round=number, first_accepted_s=round(subject.start(), 3))
            if number < rounds:
                subject.stop()


def intake(subjects: list[Subject], rounds: int, seconds: float) -> Iterator[Line]:
    """The subjects in turn at each number of connections; at the end everything acknowledged must be stored."""
    acknowledged = {subject.name: subject.starts for subject in subjects}
    with load_client() as client:
        for subject in subjects:
            acknowledged[subject.name] += ordered(client, subject, 8, 0)["acknowledged"]
        for number, connections, subject in itertools.product(range(1, rounds + 1), CONNECTIONS, subjects):
            tally = ordered(client, subject, connections, seconds)
            acknowledged[subject.name] += tally["acknowledged"]
            yield tell("intake", subject=subject.name, connections=connections, round=number, **tally)
    for subject in subjects:
        told, stored = acknowledged[subject.name], subject.stored()
        yield tell("stored", subject=subject.name, stored=stored, acknowledged=told, equal=stored == told)
        yield tell("memory", subject=subject.name, pss_mb=round(subject.megabytes(), 1))


def portal(house: Subject, rounds: int, seconds: float) -> Iterator[Line]:
    """The first page on a slow line; then intake alone and beside people who open their rooms, in turn."""
    for number, load in enumerate(rooms.first_loads(house, rounds), 1):
        yield tell("portal", round=number, **load)
    with load_client() as client:
        for number in range(1, rounds + 1):
            yield tell("beside", receipts="none", round=number, **ordered(client, house, BESIDE, seconds))
            stop = threading.Event()
            with ThreadPoolExecutor(1) as pool:
                knocking = pool.submit(rooms.knock, house, house.numbers, stop)
                began = time.perf_counter()
                tally = ordered(client, house, BESIDE, seconds)
                lasted = time.perf_counter() - began
                stop.set()
            opened = knocking.result()
            a_second = round(opened.opened / lasted, 2)
            yield tell("beside", receipts="opened", round=number, **tally, opened_a_second=a_second, turned_away=opened.turned_away)


def checks(rounds: int) -> Iterator[Line]:
    """The check of drafts in this process, cold for each sentence."""
    engine, numbers, dice = Engine.load(), itertools.count(1), random.Random(1)
    drafts.check_round(engine, numbers, dice)
    for number in range(1, rounds + 1):
        for (language, length), spent in drafts.check_round(engine, numbers, dice).items():
            yield tell("draft", language=language, characters=length, round=number, **drafts.p50_p95(spent))
    for line in drafts.against_targets(engine, rounds):
        yield tell("engine", **line)


def measured(args: argparse.Namespace, folder: Path) -> list[Line]:
    lines: list[Line] = []
    if "drafts" in args.parts:
        lines += checks(args.rounds)
    wanted = all_subjects(folder)
    subjects = [wanted[name] for name in args.only]
    try:
        lines += starts(subjects, args.rounds if "start" in args.parts else 1)
        if "intake" in args.parts:
            lines += intake(subjects, args.rounds, args.seconds)
        if "drafts" in args.parts and "tirek" in args.only:
            lines += [tell("autosave", round=number, **one) for number, one in enumerate(drafts.autosave(wanted["tirek"], args.rounds), 1)]
        if "rooms" in args.parts and "tirek" in args.only:
            lines += portal(wanted["tirek"], args.rounds, args.seconds)
    finally:
        for subject in subjects:
            subject.stop()
    return lines


KINDS = ("intake", "stored", "memory", "start", "draft", "engine", "autosave", "portal", "beside")


def table(lines: list[Line]) -> Iterator[str]:
    by_kind = {kind: [line for line in lines if line["bench"] == kind] for kind in KINDS}
    yield ""
    if by_kind["intake"]:
        yield from report.intake_table(by_kind["intake"])
        yield from report.noise(by_kind["intake"])
    for line in by_kind["stored"]:
        yield f"{line['subject']}: stored/acknowledged {line['stored']}/{line['acknowledged']}{'' if line['equal'] else '  NOT EQUAL'}"
    for line in by_kind["memory"]:
        yield f"{line['subject']}: {line['pss_mb']} MB (PSS) after the run"
    yield from report.plain_rows("Start to first accepted letter, s", by_kind["start"], ("subject",), ("first_accepted_s",))
    yield from report.plain_rows("Check of a draft, ms", by_kind["draft"], ("language", "characters"), ("p50_ms", "p95_ms"))
    for line in by_kind["engine"]:
        yield f"{line['figure']}: {line['value']} (target {line['target']}){'' if line['met'] else '  MISSED'}"
    yield from report.plain_rows(
        "Autosave of 1,000 characters over HTTP (sealed and checked), ms", by_kind["autosave"], (), ("p50_ms", "p95_ms")
    )
    yield from report.plain_rows(
        "First page of the portal at 250 kbit/s and 300 ms, empty cache",
        by_kind["portal"],
        (),
        ("usable_s", "loaded_s", "kilobytes", "requests"),
    )
    yield from report.plain_rows(
        f"Intake with {BESIDE} senders, without and beside receipts being opened",
        by_kind["beside"],
        ("receipts",),
        ("per_second", "p95_ms"),
    )
    opened = [line for line in by_kind["beside"] if line["receipts"] == "opened"]
    yield from report.plain_rows("Rooms opened by receipt", opened, (), ("opened_a_second", "turned_away"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each subject is asked in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", type=lambda text: text.split(","), default=["tirek", "ceiling", "plain"], help="tirek,ceiling,plain")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS), help=",".join(PARTS))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as name:
        folder = Path(name)
        disk = tell("disk", fdatasync_a_second=round(syncs_a_second(folder)))
        lines = measured(args, folder)
    print("\n".join(table(lines)))
    print(f"The disk of this machine: {disk['fdatasync_a_second']} fdatasync/s")
    return int(any(line["bench"] == "stored" and not line["equal"] for line in lines))


if __name__ == "__main__":
    sys.exit(main())
