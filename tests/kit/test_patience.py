"""Waiting for something for so long and no longer."""

import threading

from tests.living import until
from tirek.kit.patience import Patient


def test_what_was_found_is_given_and_a_failure_is_named() -> None:
    patient = Patient("tests")
    assert patient.ask(lambda: 5, 5.0) == (5, "")
    assert patient.ask(lambda: 1 // 0, 5.0) == (None, "ZeroDivisionError")


def test_with_no_time_nothing_is_found_however_quick_it_was() -> None:
    patient = Patient("tests")
    assert {patient.ask(lambda: 5, 0.0) for _ in range(100)} <= {(None, "took longer than 0 ms"), (None, "busy with earlier ones")}


def test_nobody_waits_while_every_thread_is_late_and_later_it_goes_on() -> None:
    patient, go_on = Patient("tests", threads=2), threading.Event()
    assert patient.ask(go_on.wait, 0.01) == (None, "took longer than 10 ms")
    assert patient.ask(go_on.wait, 0.01)[0] is None
    assert patient.ask(lambda: 5, 60.0) == (None, "busy with earlier ones")
    go_on.set()
    until(lambda: patient.ask(lambda: 5, 5.0) == (5, ""))
