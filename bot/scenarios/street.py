"""What people tell each other without a phone: the code at the door, and who is who."""

import asyncio
from collections.abc import Iterable


class Street:
    """Who is of the script, and who told which driver which codes, known by the number plate."""

    def __init__(self, organisations: Iterable[str] = ()) -> None:
        self.organisations = frozenset(organisations)
        """The organisations of the script, which its people know each other by."""
        self._told: dict[str, list[str]] = {}
        self._heard = asyncio.Event()

    def tell(self, plate: str, digits: str) -> None:
        """Read a code out to the driver at the door."""
        codes = self._told.setdefault(plate, [])
        if digits not in codes:
            codes.append(digits)
        heard, self._heard = self._heard, asyncio.Event()
        heard.set()

    async def listen(self, plate: str, seconds: float) -> str:
        """The next code somebody tells this driver; empty when nobody comes in time."""
        try:
            async with asyncio.timeout(seconds):
                while not self._told.get(plate):
                    await self._heard.wait()
        except TimeoutError:
            return ""
        return self._told[plate].pop(0)
