"""What people say to each other without a phone: the receiver reads the code out at the door."""

import asyncio


class Street:
    """Who told which driver which codes; a driver is known by the number plate."""

    def __init__(self) -> None:
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
