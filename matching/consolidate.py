"""Join confirmed loads with the same way to go, so that they choose their vehicle together."""

from collections.abc import Mapping, Sequence

from matching.snapshot import Goods, ReadyLoad


def consolidate(
    loads: Sequence[ReadyLoad], goods: Mapping[str, Goods]
) -> tuple[tuple[ReadyLoad, ...], ...]:
    """Group loads by pick-up and delivery place, each group in the order of `loads`.

    Cold and hazardous goods form groups of their own, so that a blanket need not wait for a
    refrigerated lorry, and nothing hazardous lies beside food. What is on its way over several
    legs stays together under its number.
    """
    groups: dict[tuple[object, ...], list[ReadyLoad]] = {}
    for load in loads:
        item = goods[load.item_code]
        kind = item.cold_chain, bool(item.hazmat), load.consignment_id
        key = load.pickup_place_id, load.delivery_place_id, *kind
        groups.setdefault(key, []).append(load)
    return tuple(tuple(group) for group in groups.values())
