"""How urgent is it? The four answers and the words for them."""

from handlers.dialog import Choice, Text
from matching.model import Urgency

URGENCIES = tuple(
    Choice(urgency.value, Text(f"requester.urgency_{urgency.value}"), words)
    for urgency, words in (
        (Urgency.CRITICAL, ("危急", "救命", "critical", "life")),
        (Urgency.HIGH, ("紧急", "急", "high", "urgent")),
        (Urgency.NORMAL, ("一般", "普通", "normal")),
        (Urgency.LOW, ("不急", "low")),
    )
)
