"""Office hours: when somebody reads, and when the present closed period began."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """One opening interval on some ISO weekdays (1 = Monday), in the organisation's own time zone."""

    zone: ZoneInfo
    opens: time
    closes: time
    days: frozenset[int]

    def are_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return local.isoweekday() in self.days and self.opens <= local.time() < self.closes

    def closed_since(self, at: datetime) -> datetime | None:
        """When the closed period around `at` began (UTC); None while it is open. A service that never opens began at 1970."""
        if self.are_open(at):
            return None
        local = at.astimezone(self.zone)
        for back in range(8):
            day = local.date() - timedelta(days=back)
            end = datetime.combine(day, self.closes, self.zone)
            if day.isoweekday() in self.days and end <= local:
                return end.astimezone(UTC)
        return datetime.fromtimestamp(0, UTC)

    def next_opening(self, at: datetime) -> datetime | None:
        """The next moment the service opens, in its own zone; None while it is open or if it never opens."""
        local = at.astimezone(self.zone)
        if self.are_open(at):
            return None
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            begin = datetime.combine(day, self.opens, self.zone)
            if day.isoweekday() in self.days and begin > local:
                return begin
        return None
