"""One box, two boxes: the English names of units and packs by their number."""

UNCHANGED = frozenset({"pcs", "kg", "g", "t", "l", "ml", "m", "cny"})
"""Short forms that have no plural of their own."""
_IRREGULAR = {"person": "people"}
_HISSING = ("s", "x", "z", "ch", "sh")


def counted(name: str, lang: str, *, one: bool) -> str:
    """The name of a unit, given in the singular, as it stands behind a number."""
    if one or lang != "en" or not name or name.lower() in UNCHANGED:
        return name
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    return f"{name}es" if name.endswith(_HISSING) else f"{name}s"
