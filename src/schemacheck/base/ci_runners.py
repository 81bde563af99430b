"""What a CI runner obeys in the lines of a log, and hence what no text of a database may look like there.

GitHub's runner obeys `::command::` at the beginning of a line, white space before it or not, and `##[command]` wherever
it stands; Azure's obeys `##vso[command]`. Any name, default or comment may hold such a word, and a line that was broken
may begin with one.
"""

from __future__ import annotations

import re
from typing import Final

AT_THE_BEGINNING: Final = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
"""All of a command up to its first colon."""
ANYWHERE: Final = re.compile(r"##(?=\w*\[)")
