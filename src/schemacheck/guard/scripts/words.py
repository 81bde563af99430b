"""What the words of a command say: its name, what it is given, whether it only speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final


def listed(text: str) -> frozenset[str]:
    """Words with blanks between them."""
    return frozenset(text.split())


SPEAKING: Final = listed(
    """
    pgrep pkill kill killall pidof complete compgen compopt
    : [ [[ abort ack ag alias apropos awk banner basename boxen buildkite-agent case cat cd chmod chown cmp
    cowsay cp curl cut debug declare dialog die diff dirname echo egrep error exit export expr fail false fatal
    fgrep figlet find for gawk get-help gh git glab grep gum hash head header help http hub info jq less let ln
    local log logInfo log_debug log_error log_info log_step log_warn logger ls mail man message mkdir more msg
    mv note notice notify-send ok osascript out-host pbcopy perl print printf pushd read readonly rem return rg
    rm say section sed select select-string sendmail shift slack slack-notify sort step success tail tee test
    throw title tldr touch tput tr true type typeset unalias unset usage wall warn warning wc wget whatis whence
    whereis which whiptail write write-error write-host write-information write-output write-verbose
    write-warning xclip yq zenity zgrep
    """
)
"""Commands that speak of others, look for them or keep them, and run none."""
_SPEAKING_NAME = re.compile(r"(?:log|print|echo|warn|info|error|msg|notify|say|debug)[_:.-]\w")
_ECHOING: Final = frozenset({"echo", "printf", "grep", "egrep", "rg", "logger", "man"})
"""Those whose arguments are only spoken of wherever they stand, such as `docker run image echo ...`."""
_BEFORE: Final = listed(
    """
    & - @ builtin call chronic command doas env exec ionice nice nohup setsid stdbuf sudo time
    """
)
"""Words before a command that run it as it is."""
_ASSIGNMENT = re.compile(r"@?-?(?:[A-Za-z_][A-Za-z0-9_]*)=")
_VERSION = re.compile(r"(?<=.)@[^/\\@]*\Z")
_SUFFIX = re.compile(r"\.(?:cmd|exe|bat|ps1|js|mjs|cjs|ts|rb|phar|py)\Z", re.IGNORECASE)
_NOTHING: Final = ""
SHELLS: Final = listed(
    """
    ash bash busybox cmd dash fish ksh mksh powershell pwsh sh zsh
    """
)


@lru_cache(maxsize=8192)
def base_of(word: str) -> str:
    """A program's own name: without its folder, version, registry and suffix."""
    word = word.lstrip("@-+") if word[:1] in "@-+" and "/" not in word else word
    word = _VERSION.sub("", word)
    for prefix in ("npm:", "jsr:"):
        word = word.removeprefix(prefix)
    if "/" in word or "\\" in word:
        word = re.split(r"[/\\]", word)[-1]
    return _SUFFIX.sub("", _VERSION.sub("", word)).lower()


def place_of_name(words: Sequence[str]) -> int:
    """Where the command itself stands, behind what is set for it, what runs it as it is, and make's signs."""
    through = False
    for at, word in enumerate(words):
        if _ASSIGNMENT.match(word):
            continue
        if base_of(word) in _BEFORE or word in ("&", "@", "-"):
            through = True
            continue
        if through and word.startswith("-"):
            continue
        return at
    return len(words)


def name_of(words: Sequence[str]) -> str:
    """The command itself."""
    at = place_of_name(words)
    return base_of(words[at]) if at < len(words) else _NOTHING


def only_speaks(name: str) -> bool:
    """Whether a command runs nothing that it is given: one that is known, or by its name, such as `log_error`."""
    return name in SPEAKING or _SPEAKING_NAME.match(name) is not None


def speaks(words: Sequence[str], before: int) -> bool:
    """Whether what stands at a place is only spoken of."""
    return any(base_of(word) in _ECHOING for word in words[:before] if word[:1] != "-")


def positional(words: Iterable[str], valued: frozenset[str] = frozenset()) -> list[str]:
    """What is no option and no option's value, up to what begins another command."""
    found, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-") and word != "-":
            skip = word in valued
        else:
            found.append(word)
    return found
