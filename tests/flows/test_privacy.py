"""The search that follows every test run can see: what it must find, it finds."""

from pathlib import Path

import secrets_told
from stories import Troupe, mainly

from bot.sandbox.state import TOKEN


def test_the_search_sees_tokens_numbers_and_addresses(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    for place, words in enumerate((TOKEN, f"+86{secrets_told.PHONE}", secrets_told.HOME)):
        (folder / f"{place}.txt").write_text(f"called {words}!")
        assert secrets_told.found_in(f"called {words}!")
    assert not list(secrets_told.found_in_logs(folder))
    (folder / "leaky.log").write_text(secrets_told.HOME_EN)
    assert list(secrets_told.found_in_logs(folder))
    (folder / "leaky.log").unlink()


def test_the_search_lets_ids_and_times_pass() -> None:
    assert not secrets_told.found_in('{"at": 1763822000.13912345678, "chat": 5000000001}')


@mainly("en")
async def test_a_story_is_logged_without_names(troupe: Troupe, tmp_path: Path) -> None:
    wang = await troupe.enter("wang")
    await wang.say(secrets_told.HOME)
    await troupe.need(wang, 10)
    await troupe.theatre.let_pass(60)
    await troupe.theatre.judge()
    log = (tmp_path / "bot.log").read_text()
    assert not [words for words in (wang.title, secrets_told.HOME, TOKEN) if words in log]
