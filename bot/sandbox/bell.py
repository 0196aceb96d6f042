"""Waiting for a change without asking again and again."""

import asyncio


class Bell:
    """A version that only grows; whoever waits for a newer one is woken by `ring`.

    Bells of one `tower` take their versions from it, so that what happened under all of them
    stands in one order, and whoever waits for the tower hears every one.
    """

    def __init__(self, tower: "Bell | None" = None) -> None:
        self.version = 0
        self._tower = tower
        self._rung = asyncio.Event()

    def ring(self) -> int:
        """Announce a change; the new version."""
        self.version = self._tower.ring() if self._tower else self.version + 1
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()
        return self.version

    async def wait(self, since: int, seconds: float) -> bool:
        """Wait until the version is newer than `since`; False when `seconds` ran out first."""
        try:
            async with asyncio.timeout(seconds):
                while self.version <= since:
                    await self._rung.wait()
        except TimeoutError:
            return False
        return True
