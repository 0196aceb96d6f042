"""Tables as CSV for a desk or a third party: no names, phones or addresses, no live formulas."""

import asyncio
import csv
import sys
from pathlib import Path

import sqlalchemy as sa

from bot.config import Settings
from db.engine import Database
from db.queries.reports import REPORTS, read_report

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_tables(settings: Settings, folder: Path) -> int:
    """Write one CSV file per report into `folder`; 0 when all were written."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        counts = asyncio.run(_write(settings, folder))
    except (OSError, sa.exc.SQLAlchemyError) as error:
        print(f"reliefline: nothing more was exported: {error.__class__.__name__}", file=sys.stderr)
        return 1
    for name, count in counts.items():
        print(f"{folder / (name + '.csv')}: {count} rows")
    return 0


async def _write(settings: Settings, folder: Path) -> dict[str, int]:
    database = Database.open(settings.database_url.get_secret_value())
    counts: dict[str, int] = {}
    try:
        for name, report in REPORTS.items():
            async with database.read() as session:
                counts[name] = 0
                with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8-sig") as file:
                    writer = csv.writer(file)
                    writer.writerow(report.columns)
                    async for row in read_report(session, report):
                        writer.writerow([harmless(value) for value in row])
                        counts[name] += 1
    finally:
        await database.close()
    return counts


def harmless(value: object) -> str:
    """The value as a cell that no spreadsheet takes for a formula (a quote goes before it)."""
    words = "" if value is None else str(value)
    if words.startswith(FORMULA) and not _is_number(words):
        return "'" + words
    return words


def _is_number(words: str) -> bool:
    try:
        float(words)
    except ValueError:
        return False
    return True
