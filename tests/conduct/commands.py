"""Asking the commands `tirek conduct check|cues|deidentify --jsonl` as a terminal does, in this process."""

import argparse
import importlib
import io
import json
from typing import Any

COMMANDS = {"check": "tirek.conduct.checking", "cues": "tirek.conduct.cueing", "deidentify": "tirek.conduct.deidentifying"}


def answers(command: str, *lines: object) -> tuple[int, list[dict[str, Any]]]:
    """The exit code, and the answer to each line (a string goes in as it stands)."""
    module, parser = importlib.import_module(COMMANDS[command]), argparse.ArgumentParser()
    module.add_arguments(parser)
    typed = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    out = io.StringIO()
    code = module.run(parser.parse_args(["--jsonl"]), io.StringIO(typed), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]
