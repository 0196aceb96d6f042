"""What a simulated coordinator presses: rows of practice, never anything real."""

from types import SimpleNamespace
from typing import Any

import pytest
from moments import NOW
from shipped import catalogue

from bot.scenarios import coordinator, forms
from bot.scenarios.clock import CityClock
from bot.scenarios.diary import Diary
from bot.scenarios.human import Human
from bot.scenarios.rhythm import FLAT_OUT, Rhythm
from bot.scenarios.script import Intent, Kind
from bot.scenarios.street import Street
from handlers.dialog import Fact, Prompt, Term, Text
from handlers.house import Names
from handlers.speech.show import labelled, marked, own_words
from handlers.speech.texts import label, say

NAMES = Names(catalogue(), NOW)
Json = dict[str, Any]
REAL, DRILL = 3, 30
"""Two stranded jobs; the real one waits longer. Its number is not to be found in the other's."""
OURS = "演练社区"


class Desk:
    """The coordinator's chat: each press shows what is written down for it."""

    id = mark = 0

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.pressed: list[str] = []
        self.typed: list[str] = []
        self.answers: dict[str, Json] = {}
        self._news: list[Json] = []
        self._last = 0

    def words(self, text: Text) -> str:
        return say(text, self.lang, NAMES).text

    def message(self, text: Text, *buttons: tuple[Text, str], drill: bool = False) -> Json:
        self._last += 1
        keys = [
            {"text": label(name, self.lang, NAMES), "callback_data": data} for name, data in buttons
        ]
        return {
            "message_id": self._last,
            "from": {"is_bot": True},
            "changed": self._last,
            "text": self.words(labelled(Prompt(text), drill).text),
            "reply_markup": {"inline_keyboard": [[key] for key in keys]},
        }

    def shows(self, message: Json) -> None:
        self._news.append(message)

    async def news(self, *, since: int, timeout: float) -> Json:
        found, self._news = self._news, []
        return {"version": since + 1, "messages": found, "toasts": []}

    async def act(self, name: str, *, button: str, message_id: int) -> None:
        assert name == "press"
        self.pressed.append(button)
        if button in self.answers:
            self.shows(self.answers[button])

    async def say(self, text: str) -> None:
        self.typed.append(text)
        if text in self.answers:
            self.shows(self.answers[text])


@pytest.fixture(params=["zh", "en"])
def desk(request: pytest.FixtureRequest) -> Desk:
    return Desk(request.param)


def human_at(desk: Desk) -> Human:
    part: Any = SimpleNamespace(lang=desk.lang, number=1, name="Chen", mishaps=())
    phone: Any = desk
    rhythm = Rhythm(CityClock(), FLAT_OUT, 1000)
    return Human(phone, part, rhythm, Street([OURS]), Diary())


def row(place: int, job: int, *, drill: bool) -> Text | Term:
    facts: dict[str, Fact] = {"n": place, "id": job, "name": "王", "state": "", "since": "9:00"}
    facts["of_job"] = ": 棉被 50 床，中山区 → 金州区"
    return marked(
        Text("coordinator.row_stranded", facts),
        drill=drill,
        since=None,
        now=NOW,
    )


def push(desk: Desk, job: int, *, drill: bool) -> Json:
    facts: dict[str, Fact] = {"what": Text("coordinator.stuck_stranded"), "id": job, "leg": ""}
    text = Text("push.stuck_job", facts)
    return desk.message(text, (Text("push.look"), "a:stuck:stranded:0"), drill=drill)


def page(desk: Desk, *jobs: tuple[int, bool], later: str = "") -> Json:
    """One page of the list of the stranded."""
    rows = tuple(row(place, job, drill=drill) for place, (job, drill) in enumerate(jobs, 1))
    decide = [
        (Text("coordinator.decide_stranded", {"n": place}), f"a:look_job:{job}")
        for place, (job, _) in enumerate(jobs, 1)
    ]
    more = [(Text("engine.later"), later)] if later else []
    facts: dict[str, Fact] = {"what": Text("coordinator.stuck_stranded"), "rows": rows}
    return desk.message(Text("coordinator.list", facts), *decide, *more)


def stranded(desk: Desk, job: int) -> Json:
    keys = ("job", "state", "kg", "stops", "goods", "driver", "next")
    facts: dict[str, Fact] = {key: "" for key in keys} | {"job": job, "state": "x"}
    back = (Text("coordinator.goods_back"), f"a:goods_back:{job}")
    return desk.message(
        Text("coordinator.job", facts), back, (Text("coordinator.leave"), "a:leave")
    )


async def test_the_stranded_job_of_the_drill_is_settled_and_the_real_one_is_not(desk: Desk) -> None:
    desk.answers = {
        "a:stuck:stranded:0": page(desk, (REAL, False), (DRILL, True)),
        f"a:look_job:{DRILL}": stranded(desk, DRILL),
        f"a:goods_back:{DRILL}": desk.message(Text("coordinator.noted")),
    }
    human = human_at(desk)
    await coordinator.react(human, push(desk, REAL, drill=False))
    assert desk.pressed == []
    await coordinator.react(human, push(desk, DRILL, drill=True))
    assert desk.pressed == ["a:stuck:stranded:0", f"a:look_job:{DRILL}", f"a:goods_back:{DRILL}"]


async def test_a_stranded_job_is_looked_for_on_the_next_page(desk: Desk) -> None:
    desk.answers = {
        "a:stuck:stranded:0": page(desk, (REAL, False), (300, True), later="a:stuck:stranded:1"),
        "a:stuck:stranded:1": page(desk, (DRILL, True)),
        f"a:look_job:{DRILL}": stranded(desk, DRILL),
        f"a:goods_back:{DRILL}": desk.message(Text("coordinator.noted")),
    }
    await coordinator.react(human_at(desk), push(desk, DRILL, drill=True))
    assert desk.pressed[1:] == [
        "a:stuck:stranded:1",
        f"a:look_job:{DRILL}",
        f"a:goods_back:{DRILL}",
    ]


async def test_a_row_that_is_not_marked_is_left_alone(desk: Desk) -> None:
    desk.answers = {"a:stuck:stranded:0": page(desk, (REAL, False))}
    await coordinator.react(human_at(desk), push(desk, REAL, drill=True))
    assert desk.pressed == ["a:stuck:stranded:0"]


@pytest.mark.parametrize("drill", [True, False])
async def test_only_reports_of_the_drill_are_verified(desk: Desk, drill: bool) -> None:
    text = Text("coordinator.need_verified", {"code": "N-2A"})
    asked = desk.message(text, (Text("push.verify_yes"), "a:verify_need:1:yes"), drill=drill)
    await coordinator.react(human_at(desk), asked)
    assert bool(desk.pressed) is drill


@pytest.mark.parametrize(
    ("name", "known"), [(OURS, True), (f"{OURS}二院", False), ("真社区", False)]
)
async def test_only_organisations_of_the_script_are_verified(
    desk: Desk, name: str, known: bool
) -> None:
    """Any organisation is marked while a drill runs, also one that is real."""
    facts: dict[str, Fact] = {"name": name, "kind": "x", "district": "y", "stays": ""}
    asked = desk.message(
        Text("push.verify_org", facts), (Text("push.org_yes"), "a:verify_org:1:yes"), drill=True
    )
    await coordinator.react(human_at(desk), asked)
    assert bool(desk.pressed) is known


def closures(desk: Desk, *rows: tuple[str, bool]) -> Json:
    lines = tuple(
        Text(
            "coordinator.row_closure",
            {
                "n": place,
                "title": marked(own_words(title), drill=drill, since=None, now=NOW),
                "where": "金州区 ↔ 普兰店区",
                "until": "",
                "who": "",
            },
        )
        for place, (title, drill) in enumerate(rows, 1)
    )
    lifts = [
        (Text("coordinator.lift", {"n": place, "title": title}), f"a:lift:{place}:{len(rows)}")
        for place, (title, _) in enumerate(rows, 1)
    ]
    return desk.message(Text("coordinator.closures", {"rows": lines}), *lifts)


async def test_only_roads_that_the_script_closed_are_opened(desk: Desk) -> None:
    ours = forms.CLOSED[0]
    real = ((ours, False), ("塌方", True))
    desk.answers = {
        "/closures": closures(desk, *real, (ours, True)),
        "a:lift:3:3": closures(desk, *real),
    }
    await coordinator.do(human_at(desk), Intent(0, Kind.OPEN))
    assert desk.pressed == ["a:lift:3:3"]


async def test_an_alert_to_everybody_is_written_in_both_languages(desk: Desk) -> None:
    form = forms.alert(human_at(desk), Intent(0, Kind.ALERT, words=("请备水。", "Keep water.")))
    await form["coordinator.ask_alert_text"]({})
    assert desk.typed == ["请备水。\nKeep water."]
