"""One leg of several, as its driver sees it: which it is, and who hands over to whom at a node."""

from datetime import datetime

from db.queries.job_views import JobStop, JobView, Load
from db.queries.journeys import Journey, JourneyLeg
from db.queries.lacking import LegWithout
from handlers.dialog import Fact, Term, Text
from handlers.speech.sentences import LANGUAGES, sentences
from handlers.speech.show import Row, act, district, item_totals, line, own_words
from matching.custody import CODE_TRIES
from matching.model import AllocationState, Mode, StopKind, StopState


def alive(stop: JobStop) -> tuple[Load, ...]:
    """What of a stop's goods still goes somewhere."""
    over = (AllocationState.RELEASED, AllocationState.FAILED)
    return tuple(load for load in stop.loads if load.state not in over)


def kind_of(stop: JobStop) -> Text:
    """What is done at a stop."""
    return Text(f"card.kind_{'node_' if stop.is_node else ''}{stop.kind.value}")


def leg_line(job: JobView) -> Text | str:
    """Which leg of how many a job is, from where to whom; nothing where it is the whole way."""
    journey, leg = job.journey, job.leg
    if journey is None or leg is None or job.reason is not None:
        return ""
    facts: dict[str, Fact] = {
        "number": journey.number,
        "n": leg.number,
        "count": journey.count,
        "start": node(leg.start),
        "end": node(leg.end),
        "next": "" if leg.is_last else _vehicle(job.beside(1)),
    }
    if job.broken_down is not None:
        facts |= {"who": _broken(job, job.broken_down), "district": district(_begins_in(job))}
        return Text("card.leg_relief_last" if leg.is_last else "card.leg_relief", facts)
    if leg.is_last:
        return Text("card.leg_last", facts)
    return Text("card.leg_first" if leg.number == 1 else "card.leg_middle", facts)


def _begins_in(job: JobView) -> str:
    return next((stop.district for stop in job.stops), "")


def _broken(job: JobView, leg: JourneyLeg) -> Text:
    """A vehicle that stands still, to be known by its plate; whose it is only who comes is told."""
    facts: dict[str, Fact] = {"driver": own_words(leg.driver), "vehicle": own_words(leg.vehicle)}
    return Text("card.broken_of" if job.is_running else "card.broken_vehicle", facts)


def stop_name(job: JobView, stop: JobStop) -> Fact:
    """What a stop where goods change hands is called: a vehicle that stands still is no place."""
    leg = job.broken_down
    if stop.kind is StopKind.PICKUP and leg is not None:
        return _broken(job, leg)
    return node(stop.label)


def node_step(job: JobView, stop: JobStop) -> Text:
    """What a driver who stands at a node does next."""
    goods = item_totals(alive(stop))
    if stop.kind is StopKind.PICKUP:
        if job.broken_down is not None and not job.is_given and job.meeting_code:
            digits = " ".join(job.meeting_code)
            who = _whom(job.broken_down)
            return Text("card.next_meet", {"who": who, "goods": goods, "digits": digits})
        key = "card.next_take" if job.is_given else "card.next_no_goods"
        return Text(key, {"who": _whom(job.beside(-1)), "goods": goods})
    handed = job.leg is not None and job.leg.handed_at is not None
    if job.reason is not None and not handed:
        return _relief_step(job, stop)
    key = "card.next_handed" if handed else "card.next_hand"
    return Text(key, {"who": _whom(job.beside(1)), "goods": goods})


def _relief_step(job: JobView, stop: JobStop) -> Text:
    """What who stands still with goods aboard does until another vehicle has them."""
    goods, coming = item_totals(alive(stop)), job.beside(1)
    if coming is None or not coming.is_accepted:
        return Text("card.next_relief_sought", {"goods": goods})
    key = "card.next_hand" if _have_met(stop) else "card.next_relief_code"
    return Text(key, {"who": _whom(coming), "goods": goods})


def _have_met(stop: JobStop) -> bool:
    """The code was said, or wrong so often that the count by the other driver must do."""
    return not stop.code or stop.code_checked or stop.wrong_codes >= CODE_TRIES


def awaits_code(job: JobView, stop: JobStop) -> bool:
    """Whether who stands still is to type what the driver of the other vehicle says."""
    coming = job.beside(1)
    return (
        job.reason is not None
        and stop.is_node
        and coming is not None
        and coming.is_accepted
        and not _have_met(stop)
    )


def node_buttons(job: JobView, stop: JobStop) -> tuple[Row, ...]:
    """What can be pressed at a node."""
    if stop.state is StopState.PLANNED:
        return ((act("card.arrived", "arrived", stop.stop_id, style="primary"),),)
    if stop.kind is StopKind.PICKUP:
        return (take_buttons(stop.stop_id),) if job.is_given else ()
    if job.leg is None or job.leg.handed_at is not None:
        return ()
    coming = job.beside(1)
    if job.reason is not None and not (coming and coming.is_accepted and _have_met(stop)):
        return ()
    return ((act("card.handed", "handed", stop.stop_id, style="success"),),)


def take_buttons(stop_id: int) -> Row:
    """All of it, or less."""
    return (
        act("card.taken_all", "taken", stop_id, style="success"),
        act("card.taken_less", "takeless", stop_id),
    )


def where_now(journey: Journey, arrives_at: datetime | None) -> tuple[str, dict[str, Fact]]:
    """Where a consignment is, for those who wait for it, who expect it at `arrives_at`: the end of
    a sentence's key, its facts."""
    leg = journey.at
    facts: dict[str, Fact] = {
        "number": journey.number,
        "count": journey.count,
        "eta": line("card.eta", arrives_at),
    }
    if leg.stranded and leg.given_at is None:
        return _where_stranded(journey, leg, facts)
    at_end = not leg.is_last and (leg.reached or leg.given_at is not None)
    if at_end and leg.taken_at is not None:
        facts |= {"n": leg.number + 1, "place": node(leg.end)}
        return "at_node", facts | {"next": _vehicle(journey.leg(leg.number + 1))}
    facts |= {
        "n": leg.number,
        "driver": own_words(leg.driver),
        "vehicle": own_words(leg.vehicle),
        "mode": Term("leg_vehicle", leg.mode.value),
        "end": node(leg.end),
    }
    if leg.taken_at is None:
        return ("fetched" if leg.is_accepted else "planned"), facts
    return ("to_door" if leg.is_last else "on_leg"), facts


def _where_stranded(
    journey: Journey, leg: JourneyLeg, facts: dict[str, Fact]
) -> tuple[str, dict[str, Fact]]:
    """Goods aboard a vehicle that stands still, and whether another comes for them: before somebody
    has said yes nobody knows when."""
    coming = journey.leg(leg.number + 1)
    if coming is None or not coming.is_accepted:
        return "stranded", facts | {"eta": ""}
    names = {"driver": own_words(coming.driver), "vehicle": own_words(coming.vehicle)}
    return "relieved", facts | names


def lacking_leg(leg: LegWithout | None) -> Text | str:
    """Which leg of a way has no vehicle, told after what waits because of it."""
    if leg is None:
        return ""
    facts: dict[str, Fact] = {
        "n": leg.number,
        "count": leg.of,
        "start": node(leg.start_node) if leg.start_node else district(leg.start_district),
        "end": node(leg.end_node) if leg.end_node else district(leg.end_district),
        "by": Term("by_mode", leg.mode.value),
    }
    return Text("card.leg_lacking", facts)


def node(name: str) -> Term:
    """A node's name; any other place is called as whoever named it did, and where a vehicle stands
    still as that is."""
    return (
        Term("node", name) if f"words.node.{name}" in sentences(LANGUAGES[0]) else own_words(name)
    )


def _vehicle(leg: JourneyLeg | None) -> Fact:
    """Ship, train, lorry; nobody knows where no leg is planned."""
    mode = Mode.ROAD if leg is None else leg.mode
    return Term("leg_vehicle", mode.value)


def _whom(leg: JourneyLeg | None) -> Fact:
    """The driver of the leg beside; a coordinator looks after goods that wait for one."""
    if leg is None or not leg.is_accepted:
        return Text("card.keeper")
    facts = {"driver": own_words(leg.driver), "vehicle": own_words(leg.vehicle)}
    return Text("card.leg_driver", facts)
