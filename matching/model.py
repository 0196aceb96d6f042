"""The vocabulary of the domain: one enumeration per axis, one name per thing."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may act as. One person can hold several."""

    RESIDENT = "resident"
    HOSPITAL = "hospital"
    COMMUNITY = "community"
    SUPPLIER = "supplier"
    DRIVER = "driver"
    COORDINATOR = "coordinator"


class Trust(StrEnum):
    """How far a person's word carries before somebody else confirms it."""

    NEW = "new"
    PHONE_SHARED = "phone_shared"
    ORG_VERIFIED = "org_verified"


class Affiliation(StrEnum):
    """The four parties of the city's relief: government, enterprise, military, people."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    MILITARY = "military"
    CIVILIAN = "civilian"


class OrganisationKind(StrEnum):
    """What an organisation is, seen from the relief desk."""

    HOSPITAL = "hospital"
    COMMUNITY = "community"
    SUPPLIER = "supplier"
    CARRIER = "carrier"
    DEPARTMENT = "department"


class IncidentKind(StrEnum):
    """The four kinds of emergency of Chinese emergency law."""

    NATURAL_DISASTER = "natural_disaster"
    ACCIDENT = "accident"
    PUBLIC_HEALTH = "public_health"
    SOCIAL_SECURITY = "social_security"


class Verification(StrEnum):
    """Does anybody but the reporter stand behind a report or an organisation?"""

    UNVERIFIED = "unverified"
    VOUCHED = "vouched"
    VERIFIED = "verified"
    REFUTED = "refuted"


class Reachability(StrEnum):
    """Can the person behind a need be reached?"""

    OK = "ok"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class Lifecycle(StrEnum):
    """Where a need stands as a case, whatever is covered of it."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a need was closed."""

    SERVED = "served"
    SERVED_BY_OTHERS = "served_by_others"
    WITHDRAWN = "withdrawn"
    NO_ANSWER = "no_answer"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    PRACTICE_OVER = "practice_over"
    FALSE = "false"


class Urgency(StrEnum):
    """Triage class of a need; `CRITICAL` is a life at risk now."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class QuantityKind(StrEnum):
    """How well a stated quantity is known."""

    EXACT = "exact"
    ESTIMATE = "estimate"
    UNKNOWN = "unknown"


class ReserveMode(StrEnum):
    """Under which arrangement a lot is held."""

    GOVERNMENT = "government"
    ENTERPRISE_AGREEMENT = "enterprise_agreement"
    JOINT_AGREEMENT = "joint_agreement"
    ENTERPRISE = "enterprise"
    DONOR = "donor"


class Hold(StrEnum):
    """Why a lot may not be promised; `NONE` means it may."""

    NONE = "none"
    ON_HOLD = "on_hold"
    QUARANTINED = "quarantined"
    RECALLED = "recalled"
    DAMAGED = "damaged"
    EXPIRED = "expired"


class Mode(StrEnum):
    """Mode of transport."""

    ROAD = "road"
    RAIL = "rail"
    AIR = "air"
    WATER = "water"
    FOOT = "foot"


class AllocationState(StrEnum):
    """One lot's promise to one need line, from proposal to hand-over.

    proposed -> confirmed (supplier and receiver both said yes) -> loaded -> delivered;
    exits: declined, timed_out, released, failed, returned.
    """

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    LOADED = "loaded"
    DELIVERED = "delivered"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    RELEASED = "released"
    FAILED = "failed"
    RETURNED = "returned"


class JobState(StrEnum):
    """One driver's task. `OPEN` waits for a driver to be asked."""

    OPEN = "open"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    UNDERWAY = "underway"
    CLOSED = "closed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OfferState(StrEnum):
    """One job shown to one driver."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class StopKind(StrEnum):
    """The two kinds of stop."""

    PICKUP = "pickup"
    DELIVERY = "delivery"


class StopState(StrEnum):
    """Progress of one stop."""

    PLANNED = "planned"
    ARRIVED = "arrived"
    DONE = "done"
    SKIPPED = "skipped"


class HandoverKind(StrEnum):
    """Which way custody went."""

    PICKUP = "pickup"
    DELIVERY = "delivery"
    RETURN = "return"
    LOSS = "loss"
    TRANSFER = "transfer"
    """From one leg to the next, at a node."""
    STOCK = "stock"
    """From a load to a lot at the node where it lies."""


class ProofKind(StrEnum):
    """What shows that a hand-over took place."""

    NONE = "none"
    CODE = "code"
    PHOTO = "photo"
    COORDINATOR = "coordinator"


class Reason(StrEnum):
    """Why a match ended, an offer was refused, goods were rejected or a need stays open."""

    NO_STOCK = "no_stock"
    LESS_STOCK = "less_stock"
    NO_LONGER_NEEDED = "no_longer_needed"
    WRONG_ITEM = "wrong_item"
    NO_ANSWER = "no_answer"
    TOO_FAR = "too_far"
    TOO_LARGE = "too_large"
    ROAD_BLOCKED = "road_blocked"
    VEHICLE_TROUBLE = "vehicle_trouble"
    OFF_DUTY = "off_duty"
    BLOCKED_BOT = "blocked_bot"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    PLACE_NOT_FOUND = "place_not_found"
    NOBODY_THERE = "nobody_there"
    COORDINATOR_DECISION = "coordinator_decision"
    CHANGED = "changed"
    MORE_URGENT = "more_urgent"
    OTHER = "other"


class TickName(StrEnum):
    """The periodic jobs of the scheduler."""

    MATCH = "match"
    LAPSE = "lapse"
    SWEEP = "sweep"
    DOCTOR = "doctor"
    PREVIEW = "preview"
    REVISE = "revise"
