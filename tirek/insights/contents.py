"""What the status page shows: every quick check, section by section, the worst finding first."""

from dataclasses import dataclass

from tirek.insights.checks import SECTIONS
from tirek.insights.findings import MARKS, Finding, looked


@dataclass(frozen=True, slots=True)
class Shown:
    """One section of the page."""

    title: str
    icon: str
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Status:
    sections: list[Shown]
    ok: int
    attention: int
    broken: int


def whole_status() -> Status:
    sections = [
        Shown(str(section.title), section.icon, sorted(found, key=lambda finding: (MARKS.index(finding.mark), not finding.is_grave)))
        for section in SECTIONS
        if (found := [finding for check in section.checks for finding in looked(check)])
    ]
    counts = {mark: sum(finding.mark == mark for shown in sections for finding in shown.findings) for mark in MARKS}
    return Status(sections=sections, **counts)
