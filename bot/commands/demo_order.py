"""What is wrong with a call of `reliefline demo`, found before anything slow is loaded."""

import math
import socket

SPOKEN = ("zh", "en", "both")
HIGHEST_PORT = 65535
LONGEST_PAUSE = 60.0
"""Seconds between two lines of the story."""


def story_mistake(lang: str, port: int, pause: float) -> str:
    """What keeps the story from being played; empty when nothing does."""
    if lang not in SPOKEN:
        return "--lang is zh, en or both"
    if not 0 <= port <= HIGHEST_PORT:
        return f"--port is 0 to {HIGHEST_PORT}"
    if not 0 <= pause <= LONGEST_PAUSE:  # NaN is in no range
        return f"--speed without a scenario is 0 to {LONGEST_PAUSE:g} seconds between two lines"
    if port and not is_free(port):
        return f"port {port} is taken"
    return ""


def ends_unasked(*, headless: bool, serve: bool, on_terminal: bool) -> bool:
    """Whether the page is not kept though nobody said so; how to keep it is then told."""
    return not (headless or serve or on_terminal)


def stray_option(people: int | None, seed: int | None, minutes: float | None) -> str:
    """Which option asks for a scenario that was not named; empty when none does."""
    given = {"--people": people, "--seed": seed, "--minutes": minutes}
    stray = [name for name, value in given.items() if value is not None]
    if not stray:
        return ""
    speaks = "speaks" if len(stray) == 1 else "speak"
    return f"{', '.join(stray)} {speaks} of a scenario: name one with --scenario"


def length_mistake(minutes: float) -> str:
    """What is wrong with the length of a scenario; 0 is its own."""
    fits = math.isfinite(minutes) and minutes >= 0
    return "" if fits else "--minutes is a number from 0 (as long as the scenario is)"


def is_free(port: int) -> bool:
    """Whether the page can be served there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
