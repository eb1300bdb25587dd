"""Troubles that can be ordered: what the stand-in answers next instead of doing its work."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Fault:
    """`status` 0 hangs: for `seconds`, or until the caller goes away; `done_first` does the work before it hangs."""

    status: int
    times: int = 1
    chat_id: int | None = None
    method: str | None = None
    retry_after: int | None = None
    description: str = ""
    seconds: float = 60.0
    done_first: bool = False

    def meets(self, method: str, chat_id: object) -> bool:
        return self.times > 0 and self.method in (None, method) and self.chat_id in (None, chat_id)

    def answer(self) -> tuple[int, Json]:
        return refusal(self.status, self.description or DESCRIPTIONS.get(self.status, "Bad Request"), retry_after=self.retry_after)


@dataclass(slots=True)
class Faults:
    """In the order in which they were set; each is used up after its times."""

    waiting: list[Fault] = field(default_factory=list)

    def next(self, method: str, chat_id: object) -> Fault | None:
        for fault in self.waiting:
            if fault.meets(method, chat_id):
                fault.times -= 1
                return fault
        return None


DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    429: "Too Many Requests: retry later",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


def refusal(status: int, description: str, *, retry_after: int | None = None) -> tuple[int, Json]:
    """An error in the Bot API's own words."""
    answer: Json = {"ok": False, "error_code": status, "description": description}
    if status == 429:
        seconds = 5 if retry_after is None else retry_after
        answer |= {"description": f"Too Many Requests: retry after {seconds}", "parameters": {"retry_after": seconds}}
    return status, answer
