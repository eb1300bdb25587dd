"""Where a machine without pip gets one, and how the machine reaches its package index.

Nothing here names a package host: addresses come from the machine's own settings (environment and pip's
configuration files), and Debian's copy of pip comes through apt's settings. Standard library only.
"""

from __future__ import annotations

import base64
import configparser
import hashlib
import html.parser
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

CA_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
DEBIAN_WHEELS = Path("/usr/share/python-wheels")


class Stop(Exception):
    """The installation cannot go on; the text is the one sentence the person reads."""


def pip_setting(name: str) -> str:
    """One setting of pip, by its configuration name (`index-url`): environment first, then pip's own files; or ''."""
    from_environment = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if from_environment is not None:
        return from_environment
    files = configparser.RawConfigParser()
    files.read(_configuration_files(), encoding="utf-8")
    for section in ("install", "global"):
        if files.has_option(section, name):
            return files.get(section, name)
    return ""


def _configuration_files() -> list[str]:
    """Pip's files, the weakest first, as pip itself reads them."""
    home = Path.home()
    user = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    standing = ["/etc/xdg/pip/pip.conf", "/etc/pip.conf", str(home / ".pip/pip.conf"), str(user / "pip/pip.conf")]
    named = os.environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    return [*standing, named] if named else standing


def certificates() -> str:
    """The bundle of certificates this machine trusts, or '' when there is none."""
    named = [pip_setting("cert")] + [os.environ.get(name, "") for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")]
    defaults = ssl.get_default_verify_paths()
    for place in (*named, defaults.cafile or "", *CA_BUNDLES):
        if place and Path(place).is_file():
            return place
    return ""


def settings_for_uv() -> dict[str, str]:
    """uv does not read pip's settings; these variables tell it the same, unless it was told already."""
    wanted = {}
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & set(os.environ) and pip_setting("index-url"):
        wanted["UV_DEFAULT_INDEX"] = pip_setting("index-url")
    if not {"UV_INDEX", "UV_EXTRA_INDEX_URL"} & set(os.environ) and pip_setting("extra-index-url"):
        wanted["UV_INDEX"] = pip_setting("extra-index-url")
    if "SSL_CERT_FILE" not in os.environ and pip_setting("cert"):
        wanted["SSL_CERT_FILE"] = pip_setting("cert")
    return wanted


def put_pip_into(site_packages: Path, *, python: Path, lock: Path) -> None:
    """Unpack pip into a virtual environment that has none; `lock` names the version and hash for a download."""
    wheel = wheel_of_this_python()
    if wheel is None and _system_pip_installs_it(python, lock):
        return
    with tempfile.TemporaryDirectory() as folder:
        wheel = wheel or wheel_from_index(lock, Path(folder)) or wheel_from_debian(Path(folder))
        if wheel is None:
            raise Stop("This python3 has no pip to install with. Install python3-venv: apt-get install python3-venv")
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(site_packages)


def wheel_of_this_python() -> Path | None:
    """The wheel that ensurepip carries, or the one Debian keeps for it."""
    folders = [DEBIAN_WHEELS]
    try:
        import ensurepip

        folders.insert(0, Path(ensurepip.__file__).parent / "_bundled")
    except ImportError:
        pass  # a minimal Debian: the module was cut out of the standard library
    found = [wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))]
    return found[0] if found else None


def _system_pip_installs_it(python: Path, lock: Path) -> bool:
    """A pip outside the environment (22.3 or later) can install pip into it, with the machine's own settings."""
    pip = shutil.which("pip3") or shutil.which("pip")
    if pip is None:
        return False
    command = [pip, "--python", str(python), "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def wheel_from_index(lock: Path, folder: Path) -> Path | None:
    """The locked pip from the index this machine is set to use; None when none is set or it does not answer."""
    version, hashes = locked_pip(lock)
    name = f"pip-{version}-py3-none-any.whl"
    for index in _indexes():
        try:
            page = index.rstrip("/") + "/pip/"
            address = next((link for link in _links(_fetch(page), page) if link.split("#")[0].endswith("/" + name)), None)
            body = _fetch(address) if address else b""
        except (OSError, ValueError):  # unreachable, refused or not an index: the next source may do
            continue
        if hashlib.sha256(body).hexdigest() in hashes:
            (folder / name).write_bytes(body)
            return folder / name
    return None


def locked_pip(lock: Path) -> tuple[str, set[str]]:
    """Version and allowed sha256 sums of pip, from its lock."""
    text = lock.read_text(encoding="utf-8")
    version = re.search(r"^pip==(\S+)", text, re.MULTILINE)
    if version is None:
        raise Stop(f"{lock} names no pip; bring it back with: git checkout {lock}")
    return version.group(1), set(re.findall(r"--hash=sha256:([0-9a-f]{64})", text))


def _indexes() -> list[str]:
    """Every index address this machine names, in uv's words or pip's, the main ones first."""
    named = [os.environ.get(name, "") for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")] + [pip_setting("index-url")]
    named += [os.environ.get(name, "") for name in ("UV_INDEX", "UV_EXTRA_INDEX_URL")] + [pip_setting("extra-index-url")]
    words = [word.rsplit("=", 1)[-1] if "=http" in word else word for text in named for word in text.split()]
    return [word for word in dict.fromkeys(words) if word.startswith(("https://", "http://", "file://"))]


def _fetch(address: str) -> bytes:
    """What stands at an https, http or file address; a name and password in it go to that host only."""
    parts = urllib.parse.urlsplit(address)
    path = parts.path + "index.html" if parts.scheme == "file" and parts.path.endswith("/") else parts.path
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], path=path)
    request = urllib.request.Request(urllib.parse.urlunsplit(bare))
    if parts.username:
        account = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        request.add_unredirected_header("Authorization", "Basic " + base64.b64encode(account.encode()).decode())
    trust = ssl.create_default_context(cafile=certificates() or None)
    with urllib.request.urlopen(request, timeout=30, context=trust) as answer:
        return bytes(answer.read())


class _Anchors(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _links(page: bytes, base: str) -> list[str]:
    """The addresses an index page lists; a link may be relative and ends with `#sha256=…`."""
    anchors = _Anchors()
    anchors.feed(page.decode("utf-8", "replace"))
    account = urllib.parse.urlsplit(base).netloc.rpartition("@")
    return [_with_account(urllib.parse.urljoin(base, link).split("#")[0], account) for link in anchors.found]


def _with_account(address: str, account: tuple[str, str, str]) -> str:
    """The same name and password for files on the index's own host, and for no other host."""
    parts = urllib.parse.urlsplit(address)
    if account[0] and parts.netloc == account[2]:
        return urllib.parse.urlunsplit(parts._replace(netloc="".join(account)))
    return address


def wheel_from_debian(folder: Path) -> Path | None:
    """Debian's own package of the pip wheel, checked by apt and unpacked beside us: nothing is installed on the machine."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    folder.chmod(0o755)  # apt drops its rights to a user of its own for the download
    for refresh in (False, True):
        if refresh and not refresh_packages():
            return None
        subprocess.run(["apt-get", "download", "-qq", "python3-pip-whl"], cwd=folder, capture_output=True, check=False)
        for package in folder.glob("python3-pip-whl_*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], capture_output=True, check=True)
            return next(folder.glob("usr/share/python-wheels/pip-*.whl"), None)
    return None


def refresh_packages() -> bool:
    """Let apt read its lists anew; only root may."""
    if os.geteuid() != 0:
        return False
    return subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False).returncode == 0


def apt_install(package: str) -> bool:
    """Install one Debian package, if we are root on a Debian; say first what happens, since it can take a minute."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing Debian's {package} with apt-get …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    for refresh in (False, True):
        if refresh and not refresh_packages():
            return False
        if subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0:
            return True
    return False
