"""A PostgreSQL server of one's own: a folder and a port that nobody else has, apart from the machine's own server.

    python3 -m tests.postgres.server start      prints the folder and the address
    python3 -m tests.postgres.server stop FOLDER

Needs Debian's packages and nothing of ours. As root it runs as the user postgres, since PostgreSQL refuses root.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "jit": "off",
}
"""All of them; fsync, full_page_writes and synchronous_commit stay on, as in service."""


def programs() -> Path | None:
    """The newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Server:
    """One server; `url` is its first database, for a role that may do everything."""

    def __init__(self, folder: Path) -> None:
        found = programs()
        assert found, "no PostgreSQL is installed"
        self.programs, self.folder, self.rows = found, folder, folder / "rows"

    @classmethod
    def made(cls) -> "Server":
        """A new one, running."""
        server = cls(Path(tempfile.mkdtemp(prefix="tirek-pg-")))
        if os.getuid() == 0:
            shutil.chown(server.folder, "postgres")
        server._run("initdb", "-D", str(server.rows), "-U", "tirek", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            (server.folder / "port").write_text(str(place.getsockname()[1]))
        server.start()
        return server

    @property
    def port(self) -> int:
        return int((self.folder / "port").read_text())

    @property
    def url(self) -> str:
        return f"postgres://tirek@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options += f" -c port={self.port} -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", str(self.rows), "-l", str(self.folder / "log"), "-o", options, "-w", "-t", "60", "start")

    def stop(self, how: str = "fast") -> None:
        """`immediate`: every process of the server is gone at once, as in a crash; the next start repairs from the log."""
        self._run("pg_ctl", "-D", str(self.rows), "-m", how, "-w", "-t", "60", "stop")

    def take_away(self) -> None:
        """Stopped, and nothing of it is left."""
        if (self.rows / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), *words]
        user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        with tempfile.TemporaryFile() as said:  # a file and no pipe: the server that pg_ctl leaves behind would hold it open
            done = subprocess.run(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd=self.folder, check=False, **user)
            said.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program}: {said.read().decode('utf-8', 'replace')}")


def main(words: list[str]) -> int:
    if words == ["start"]:
        if programs() is None:
            print("no PostgreSQL is installed", file=sys.stderr)
            return 1
        began = time.monotonic()
        server = Server.made()
        print(f"PostgreSQL started in {time.monotonic() - began:.1f} s", file=sys.stderr)
        print(server.folder, server.url)
        return 0
    if len(words) == 2 and words[0] == "stop":
        Server(Path(words[1])).take_away()
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
