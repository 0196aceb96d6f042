"""What decides just now whether a vehicle gets through."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.fleet import closures_in_force
from db.queries.links import known_links
from db.queries.nodes import known_nodes
from matching.assign import Roads


async def roads_now(session: AsyncSession, *, drill: bool, now: datetime) -> Roads:
    """Closures in force, links between districts, and where ships and trains halt."""
    closures = await closures_in_force(session, drill=drill, now=now)
    return Roads(closures, now, await known_links(session), await known_nodes(session))
