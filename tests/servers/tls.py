"""A server with TLS, and the authority that vouches for it: made on the spot with the openssl command."""

from __future__ import annotations

import dataclasses
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .account import server_account
from .binaries import Build, bindir
from .ports import free_port
from .run import SETTINGS, Run, _initdb, _wait_until_ready
from .server import Server, Unavailable


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of our own."""

    folder: Path
    name: str

    @property
    def certificate(self) -> Path:
        """What clients give as sslrootcert."""
        return self.folder / f"{self.name}.crt"

    @property
    def key(self) -> Path:
        """The authority's own key."""
        return self.folder / f"{self.name}.key"


def make_authority(folder: Path, name: str) -> Authority:
    """Make an authority. Raises Unavailable without openssl."""
    if shutil.which("openssl") is None:
        raise Unavailable("openssl, which makes certificates, is not installed")
    authority = Authority(folder, name)
    _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
             "-keyout", str(authority.key), "-out", str(authority.certificate))  # fmt: skip
    return authority


def certify(authority: Authority, folder: Path, host: str) -> tuple[Path, Path]:
    """Make a key and a certificate for a host name; gives their paths."""
    key, request, certificate = (folder / f"server.{suffix}" for suffix in ("key", "csr", "crt"))
    extensions = folder / "extensions"
    extensions.write_text(f"subjectAltName = DNS:{host}\n")
    _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={host}", "-keyout", str(key), "-out", str(request))
    _openssl("x509", "-req", "-days", "2", "-in", str(request), "-CA", str(authority.certificate),
             "-CAkey", str(authority.key), "-CAcreateserial", "-extfile", str(extensions),
             "-out", str(certificate))  # fmt: skip
    for path in (key, certificate):
        server_account().own(path)
    key.chmod(0o600)
    return key, certificate


@contextmanager
def tls_server(run: Run, build: Build, authority: Authority, host: str) -> Iterator[Server]:
    """Run a server whose certificate is for `host`; over TCP it takes connections with TLS only."""
    programs = bindir(build)
    folder = run.make_folder(f"tls-{free_port()}")
    data = folder / "data"
    _initdb(build, programs, data, folder)
    key, certificate = certify(authority, folder, host)
    rules = data / "pg_hba.conf"
    rules.write_text("local all all trust\nhostssl all all all trust\n")
    server_account().own(rules)
    port = free_port()
    settings = {
        **SETTINGS,
        "port": str(port),
        "unix_socket_directories": str(folder),
        "ssl": "on",
        "ssl_key_file": str(key),
        "ssl_cert_file": str(certificate),
    }
    flags: Sequence[str] = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    server = Server(build.major, build.key, "127.0.0.1", port, socket_dir=folder, bindir=programs)
    process = run.supervise(folder, [str(programs / "postgres"), "-D", str(data), *flags], signal.SIGQUIT)
    try:
        version = _wait_until_ready(process, server.url() + "?sslmode=require")
        if version is None:
            log = Path(f"{folder}.log").read_text(errors="replace")
            raise RuntimeError(f"the server with TLS does not start:\n{log[-2000:]}")
        process.returncode = None
        yield dataclasses.replace(server, version=version)
    finally:
        process.terminate()
        process.wait()


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments[0]} failed:\n{done.stderr}")
