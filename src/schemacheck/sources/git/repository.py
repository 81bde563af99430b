"""What is asked of git. It only reads: neither the work tree, nor the index, nor a reference is touched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.base.near import did_you_mean
from schemacheck.base.scrub import secrets_in
from schemacheck.sources.source import ConnectionOptions

MOST_BYTES = 256 * 1024 * 1024
"""The largest folder that is copied, as of an expected schema."""
_LFS = b"version https://git-lfs.github.com/spec/"
_FETCH = (
    "this clone does not have all commits: fetch them, such as by `fetch-depth: 0` of actions/checkout, "
    "`GIT_DEPTH: 0` of GitLab, or `git fetch --unshallow`"
)


class _File(NamedTuple):
    """A file of a revision."""

    mode: str
    object: str
    size: int
    path: str
    """From the root of the repository."""

    @property
    def wanted(self) -> bool:
        """Whether it has a content that is kept in this repository; a submodule has none."""
        return self.mode != "160000"


class Repository:
    """The repository that we stand in."""

    def __init__(self, connection: ConnectionOptions) -> None:
        self._scrub = connection.scrub
        # Never a question that nobody answers, never a lock that another git waits for, no translated messages.
        # A path is a path: no pattern, no `:(top)`.
        quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}
        self._environ = {**(connection.environ or os.environ), **quiet}

    def copy(self, revision: str, path: str, into: Path) -> Path:
        """Write a file, or all files of a folder, as they were at a revision, into a folder; say where it stands there.

        Raises:
            UsageError: there is no such revision, or it has no such path.
            UncheckedError: git is not there, or fails.
        """
        commit = self._commit(revision)
        found, files = self._files(commit, revision, path)
        size = sum(file.size for file in files)
        if size > MOST_BYTES:
            raise UsageError(f"{path} has {size >> 20:,} MiB at {revision}", "is it the right folder?")
        for file, content in zip(files, self._contents(commit, files), strict=True):
            if content.startswith(_LFS):
                raise UsageError(f"{file.path} is kept by Git LFS: at {revision} there is only a pointer to it")
            target = into / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return into / found

    def _commit(self, revision: str) -> str:
        commit = self._asked("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if commit is not None:
            return commit.decode().strip()
        self._said("rev-parse", "--git-dir")  # a folder that is no repository is told in git's words
        if self._said("rev-parse", "--is-shallow-repository").strip() == b"true":
            raise UsageError(f"git knows no revision {revision}", _FETCH)
        names = self._said("for-each-ref", "--format=%(refname:short)").decode(errors="replace").split()
        hint = did_you_mean(revision, names) or "a branch of another repository is known once it was fetched: git fetch"
        raise UsageError(f"git knows no revision {revision}", hint)

    def _files(self, commit: str, revision: str, path: str) -> tuple[str, list[_File]]:
        """Find a path as seen from where we are, or else, as git itself would, from the root of the repository."""
        prefix = self._said("rev-parse", "--show-prefix").decode(errors="surrogateescape").strip("\n")
        if Path(path).is_absolute():
            root = self._said("rev-parse", "--show-toplevel").decode(errors="surrogateescape").strip("\n")
            ways = [os.path.relpath(os.path.realpath(path), root)]
        else:
            ways = list(dict.fromkeys(os.path.normpath(each) for each in (prefix + path, path)))
        for way in ways:
            files = [] if way.startswith("..") else list(self._listed(commit, way))
            if files:
                return way, files
        every = [file.path for file in self._listed(commit, ".")]
        folders = {str(parent) for each in every for parent in PurePosixPath(each).parents}
        raise UsageError(f"there is no {path} at {revision}", did_you_mean(ways[0], [*every, *folders]))

    def _listed(self, commit: str, path: str) -> Iterator[_File]:
        whole = () if path == "." else ("--", path)
        for line in self._said("ls-tree", "-r", "-l", "-z", "--full-tree", commit, *whole).split(b"\0")[:-1]:
            facts, _, name = line.partition(b"\t")
            mode, _type, key, size = facts.decode().split()
            file = _File(mode, key, int(size) if size.isdigit() else 0, os.fsdecode(name))
            if file.wanted:
                yield file

    def _contents(self, commit: str, files: Sequence[_File]) -> Iterator[bytes]:
        """Read files; of a link, what it leads to."""
        wanted = [
            os.fsencode(f"{commit}:{file.path}") if file.mode == "120000" else file.object.encode() for file in files
        ]
        said = self._said("cat-file", "--batch", "--follow-symlinks", given=b"\n".join(wanted) + b"\n")
        at = 0
        for file in files:
            end = said.index(b"\n", at)
            facts = said[at:end].split()
            if len(facts) != 3 or facts[1] != b"blob":
                raise UsageError(f"{file.path} is a link to no file of its revision")
            at = end + 1 + int(facts[2]) + 1
            yield said[end + 1 : at - 1]

    def _said(self, *words: str, given: bytes = b"") -> bytes:
        done = self._run(words, given)
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip()
            self._scrub.add(secrets_in(reason))  # a clone that fetches what it lacks names the address it asked
            said = reason.splitlines()[0] if reason else f"nothing, and ended with {done.returncode}"
            raise UsageError(f"git said: {said}")
        return done.stdout

    def _asked(self, *words: str) -> bytes | None:
        done = self._run(words, b"")
        return None if done.returncode else done.stdout

    def _run(self, words: Sequence[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(["git", *words], input=given, env=self._environ, capture_output=True, check=False)
        except OSError as error:
            raise UncheckedError(f"git could not be run: {error.strerror}", "git:REV:PATH needs git") from None
