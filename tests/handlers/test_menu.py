"""The menu knows every role, and no button leads nowhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import menu
from handlers.engine.book import Book
from handlers.engine.commands import CONTINUE, MENU, TALK
from handlers.engine.data import DATA_LIMIT
from handlers.menu import BOOK, bind, commands_for
from handlers.speech.sentences import LANGUAGES
from matching.model import Role

HANDLERS = Path(menu.__file__).parent


def constants() -> Iterator[str]:
    """Every string in the conversations; of one that is put together, its start."""
    for path in sorted(HANDLERS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def acts_called() -> Iterator[str]:
    """Names of the acts that buttons are made for with `act(label, name, …)`."""
    for path in sorted(HANDLERS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "act" and len(node.args) > 1:
                name = node.args[1]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield name.value


def test_every_act_on_a_button_is_somebodys_to_do() -> None:
    written = {text.split(":")[1] for text in constants() if re.match(r"a:[a-z_]+(:|$)", text)}
    assert written | set(acts_called()) <= set(BOOK.acts)


def test_every_menu_button_leads_somewhere() -> None:
    named = {text[2:] for text in constants() if re.fullmatch(r"m:[a-z_]+", text)}
    assert named <= {entry.name for entry in BOOK.entries} | {CONTINUE, MENU, TALK}


def test_the_menu_takes_no_name_for_itself_that_an_entry_has() -> None:
    assert not {entry.name for entry in BOOK.entries} & {CONTINUE, MENU, TALK}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_commands_are_what_telegram_takes(role: Role, lang: str) -> None:
    listed = commands_for(frozenset({role}), lang)
    assert 3 <= len(listed) <= 100
    assert len({name for name, _ in listed}) == len(listed)
    for name, about in listed:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(about) <= 256


@pytest.mark.parametrize("role", Role)
def test_every_role_has_something_to_do(role: Role) -> None:
    assert len(BOOK.entries_for(frozenset({role}))) >= 2


def test_before_sign_up_there_is_sign_up_language_and_help() -> None:
    names = {entry.name for entry in BOOK.entries_for(frozenset())}
    assert {"register", "lang", "help"} <= names
    assert "need" not in names


def test_a_menu_button_fits() -> None:
    assert all(len(f"m:{entry.name}".encode()) <= DATA_LIMIT for entry in BOOK.entries)


def test_two_roles_cannot_use_one_name() -> None:
    part = Book({name: BOOK.dialogs[name] for name in ("need",)})
    with pytest.raises(ValueError, match="need"):
        bind((part, part))


def test_the_desk_comes_first_in_a_coordinators_menu() -> None:
    names = [entry.name for entry in BOOK.entries_for(frozenset({Role.COORDINATOR}))]
    assert names.index("verify") < names.index("need")
