"""Every table of the record, in one list: import this module and the metadata is whole."""

from sqlmodel import SQLModel

from db.tables.events import EventRow
from db.tables.goods import GazetteerRow, ItemRow, LotRow, PlaceRow
from db.tables.legs import LackingLegRow, LegRow
from db.tables.messages import (
    BroadcastRow,
    CardRow,
    DialogStateRow,
    InboxRow,
    OutboxRow,
    SenderRow,
)
from db.tables.needs import IncidentRow, NeedLineRow, NeedRow
from db.tables.people import HelpRow, IdentityRow, InviteRow, OrganisationRow, PersonRow, RoleRow
from db.tables.previews import PreviewRow
from db.tables.reasons import ReasonRow
from db.tables.system import (
    ClosureRow,
    LedgerHeadRow,
    LedgerRow,
    LinkRow,
    NoticeRow,
    TickRequestRow,
    TickSlotRow,
)
from db.tables.transport import (
    AllocationRow,
    ConsignmentRow,
    HandoverRow,
    JobRow,
    OfferRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from db.tables.words import AliasProposalRow, AliasVoiceRow, RawReportRow, VocabularyRow

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "AliasProposalRow",
    "AliasVoiceRow",
    "AllocationRow",
    "BroadcastRow",
    "CardRow",
    "ClosureRow",
    "ConsignmentRow",
    "DialogStateRow",
    "EventRow",
    "GazetteerRow",
    "HandoverRow",
    "HelpRow",
    "IdentityRow",
    "InboxRow",
    "IncidentRow",
    "InviteRow",
    "ItemRow",
    "JobRow",
    "LackingLegRow",
    "LedgerHeadRow",
    "LedgerRow",
    "LegRow",
    "LinkRow",
    "LotRow",
    "NeedLineRow",
    "NeedRow",
    "NoticeRow",
    "OfferRow",
    "OrganisationRow",
    "OutboxRow",
    "PersonRow",
    "PlaceRow",
    "PreviewRow",
    "RawReportRow",
    "ReasonRow",
    "RoleRow",
    "SenderRow",
    "ShiftRow",
    "StopRow",
    "TickRequestRow",
    "TickSlotRow",
    "VehicleRow",
    "VocabularyRow",
]
