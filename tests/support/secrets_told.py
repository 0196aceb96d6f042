"""What people of the stories say and nobody else may read: searched for in all that is written."""

import re
from collections.abc import Iterator
from pathlib import Path

PHONE = "13840862517"
"""The number that people of the stories share, without the country's code."""
HOME = "西南路 918 号 7 单元 1502"
HOME_EN = "918 Xinan Road, entrance 7, flat 1502"
"""The addresses that people of the stories type."""
ADDRESS_WORDS = ("918 号", "7 单元", "918 Xinan", "entrance 7")

TOKENS = re.compile(r"(?<![\d:])\d{6,}:[A-Za-z0-9_-]{30,}")
PHONES = re.compile(r"(?<![\d.])(?:86)?1[3-9]\d{9}(?!\d)")


def found_in(words: str) -> list[str]:
    """What must not be in a log or an output: tokens, telephone numbers, typed addresses."""
    found = [f"a token ({match[:6]}…)" for match in TOKENS.findall(words)]
    found += [f"a telephone number ({match[:4]}…)" for match in PHONES.findall(words)]
    return found + [f"an address ({word!r})" for word in ADDRESS_WORDS if word in words]


def found_in_logs(folder: Path) -> Iterator[str]:
    """The same for every log file under a folder, each with the file's name."""
    for file in sorted(folder.rglob("*.log")):
        for what in found_in(file.read_text("utf-8", errors="replace")):
            yield f"{file.relative_to(folder)}: {what}"
