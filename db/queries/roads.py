"""What decides just now whether a vehicle gets through."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.fleet import closures_in_force
from db.queries.links import known_links
from db.queries.nodes import known_nodes
from matching.assign import Roads
from matching.snapshot import Snapshot


async def roads_now(session: AsyncSession, *, drill: bool, now: datetime) -> Roads:
    """Closures in force, links between districts, and where ships and trains halt."""
    closures = await closures_in_force(session, drill=drill, now=now)
    return Roads(closures, now, await known_links(session), await known_nodes(session))


async def roads_changed(
    session: AsyncSession, snapshot: Snapshot, *, drill: bool, now: datetime
) -> bool:
    """Whether a road was closed or opened, or a link or node set, since the snapshot was read.

    What was planned meanwhile may lead over it, and nothing that is checked again would tell.
    """
    roads = await roads_now(session, drill=drill, now=now)
    known = snapshot.closures, snapshot.links, snapshot.nodes
    return (roads.closures, roads.links, roads.nodes) != known
