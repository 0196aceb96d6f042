"""Short texts that stand for others: hashed secrets, case codes to read out, masked phones."""

import hashlib

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: what is read out over a bad line must not turn into another code."""

CASE_DIGITS = 4
MASK = "****"


def hash_token(token: str) -> str:
    """SHA-256 of a secret as 64 hex digits; the record keeps this, never the secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def case_code(number: int) -> str:
    """The code people use for need `number`: `N-0042X`, whose last sign checks the digits.

    Raises `ValueError` for a negative number.
    """
    if number < 0:
        raise ValueError("a case number is not negative")
    digits = f"{number:0{CASE_DIGITS}d}"
    return f"N-{digits}{_check(digits)}"


def read_case_code(text: str) -> int | None:
    """The number behind a typed case code, dash and case optional; None if a sign is wrong."""
    signs = text.strip().upper().replace("-", "").replace(" ", "").removeprefix("N")
    digits, check = signs[:-1], signs[-1:]
    if not digits.isascii() or not digits.isdigit() or _check(digits) != check:
        return None
    return int(digits)


def mask_phone(phone: str) -> str:
    """A phone number with its middle hidden: `138****5678`; a short one keeps two digits."""
    digits = phone.strip()
    if len(digits) >= 11:
        return digits[:-8] + MASK + digits[-4:]
    return MASK + digits[-2:] if len(digits) > 4 else MASK


def _check(digits: str) -> str:
    """The check sign: the number with weights 1, 3, 7, ... mod 31 finds every single wrong digit
    and every swap of neighbours, as 31 is prime and the weights differ."""
    total = sum(
        pow(3, place, len(ALPHABET)) * int(sign) for place, sign in enumerate(reversed(digits), 1)
    )
    return ALPHABET[total % len(ALPHABET)]
