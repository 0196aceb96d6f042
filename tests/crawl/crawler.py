"""Walks every state that can be reached: tries all there is on a screen, goes back, tries the next.

Breadth first from everybody's screen; a state is walked once, whatever way led to it. First comes
whatever no one has seen of any dialog, for everybody; then, as far as time allows, other looks of
the same, by turns.
"""

import re
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from handlers.engine.data import Op
from handlers.menu import BOOK
from tests.crawl.acts import Act, Effort, acts_on, press_old
from tests.crawl.alike import ALIKE, light_mark, scene_of, whole_mark
from tests.crawl.city import Walker
from tests.crawl.findings import Findings
from tests.crawl.look import Key, shown_before, state_of, view
from tests.crawl.rules import Languages, faults_of, words_in
from tests.crawl.snapshot import Keeper, Record, Snapshot, changed_tables
from tests.crawl.stage import Stage

FORGED = ("a:", "d:x:0:s:1", "m:nothing", "a:offer_yes:999999999999999999999", "\u4e00" * 20)
"""What a client of somebody's own making might send."""
CODE = re.compile(r"^(\d{4})$|(\d \d \d \d)", re.MULTILINE)
STILL_MEANT = frozenset(
    {"offer_yes", "offer_no", "give_back", "stock_yes", "stock_none", "stock_no"}
    | {"lot_hold", "lot_free", "lot_withdraw", "need_stop", "need_no", "need_yes"}
    | {"goods_back", "goods_lost", "goes_on", "relieve", "lost", "arrived", "stop_job"}
    | {"need_urgency", "take_job", "close_need"}
)
"""What is judged by the world and not by the screen: the same decision is still open, though the
message was edited meanwhile. Who presses the old button on a slow phone still decides, once."""
OPEN_TO_ALL = frozenset(
    {f"m:{entry.name}" for entry in BOOK.entries if entry.roles is None}
    | {f"d:{op.value}" for op in Op}
    | {"m:menu", "m:talk", "m:continue", "a:help", "a:lang", "a:forget", "a:help_solved"}
)
"""Buttons that somebody without a role may see."""
LANGUAGE = """
SELECT p.lang FROM people p JOIN identities i ON i.person_id = p.id WHERE i.address = ?
"""
RESTART_EVERY = 97
"""Acts after which the bot is stopped and started, wherever everybody stands."""


@dataclass(frozen=True, slots=True)
class Node:
    """A state with the city in which it was reached."""

    walker: Walker
    key: Key
    city: Snapshot
    way: tuple[str, ...]
    """What led here, for whoever has to repeat it."""
    old: dict[str, int]
    """Every button that was ever shown on the way here."""
    by: str = ""
    """The kind of the act that led here."""


@dataclass(slots=True)
class _Walk:
    """How far one walker has come."""

    walker: Walker
    known: set[Key]
    scenes: set[str]
    """What was shown outside dialogs."""
    new_steps: deque[Node] = field(default_factory=deque)
    """Steps that nobody of this role has come to before."""
    new_scenes: deque[Node] = field(default_factory=deque)
    looks: deque[Node] = field(default_factory=deque)
    """Other looks of a step: other data, a page turned, a draft that waits."""
    walked: int = 0
    looked: int = 0


class Crawler:
    """Walks one city."""

    def __init__(self, stage: Stage, effort: Effort, findings: Findings) -> None:
        self.stage, self.effort, self.findings = stage, effort, findings
        self.keeper = Keeper(stage)
        self.languages = Languages(stage.reading)
        self.tried: set[tuple[str, str, str, str]] = set()
        self.fruitful: set[tuple[str, str, str, str]] = set()
        """What led on to another step, whoever did it: others take the same way."""
        self._led_to: set[tuple[str, str, str, str]] = set()
        """Steps that wait to be walked or were, by whichever walker of the role."""
        self._until = time.monotonic() + 60 * effort.minutes
        self._turn = 0
        self._acts = 0

    async def walk(self, walkers: Iterable[Walker]) -> None:
        """Walk everybody's states by turns: all that is new, then other looks of it."""
        self.keeper.forget_talk()
        start = self.keeper.take()
        walks = [await self._set_out(walker, start) for walker in walkers]
        for looks in (False, True):
            while going := [walk for walk in walks if self._has_more(walk, looks=looks)]:
                for walk in going:
                    if not self._is_late():
                        await self._walk_on(walk)
        for walk in walks:
            left = len(walk.new_steps) + len(walk.new_scenes), len(walk.looks)
            self.findings.leave(walk.walker, *left)
        await self.keeper.put_back(start)

    async def _set_out(self, walker: Walker, start: Snapshot) -> _Walk:
        await self.keeper.put_back(start)
        key = state_of(self.stage, walker)
        root = Node(walker, key, start, (), shown_before(start, walker.phone))
        return _Walk(walker, {key}, {scene_of(key)}, deque([root]))

    def _has_more(self, walk: _Walk, *, looks: bool) -> bool:
        """Whether this walker goes on, to what is new or also to other looks."""
        if self._is_late():
            return False
        if walk.new_steps or walk.new_scenes:
            return not self.effort.news or walk.walked < self.effort.news
        return looks and bool(walk.looks) and walk.looked < self.effort.looks

    def _is_late(self) -> bool:
        return bool(self.effort.minutes) and time.monotonic() > self._until

    async def _walk_on(self, walk: _Walk) -> None:
        """The next state: a new step of a dialog goes before a new scene outside."""
        if news := walk.new_steps or walk.new_scenes:
            walk.walked += 1
            node = news.popleft()
        else:
            walk.looked += 1
            node = walk.looks.popleft()
        for found in await self._look_around(node):
            if found.key in walk.known or _is_elsewhere(found):
                continue
            walk.known.add(found.key)
            self.findings.states.setdefault(found.key)
            self._sort_in(walk, node, found)

    def _sort_in(self, walk: _Walk, node: Node, found: Node) -> None:
        """Walk it soon if it is a step new to the role, or a scene new to this walker."""
        entrance, scene = found.key.entrance, scene_of(found.key)
        if found.key.dialog and entrance not in self._led_to:
            self._led_to.add(entrance)
            self.fruitful.add(("", node.key.dialog, node.key.step, found.by))
            self.fruitful.add((node.key.role, node.key.dialog, node.key.step, found.by))
            walk.new_steps.append(found)
        elif not found.key.dialog and scene not in walk.scenes:
            walk.scenes.add(scene)
            walk.new_scenes.append(found)
        else:
            walk.looks.append(found)

    async def _look_around(self, node: Node) -> list[Node]:
        """Try everything on one screen; the states it led to."""
        self.findings.states.setdefault(node.key)
        self.findings.places.add(node.key.place)
        await self.keeper.put_back(node.city)
        self._turn += 1
        shown = view(self.stage, self.stage.phone(node.walker.phone))
        found = []
        for act in list(
            acts_on(node.walker, node.key, shown, self._codes(), self.effort, self._turn)
        ):
            if self._is_known(node, act):
                continue
            after = await self._try(node, act)
            if act.is_button:
                self.findings.edges.setdefault(node.key, set()).add(after.key)
            if act.leads_on:
                found.append(after)
        if self.effort.again:
            self.findings.pressed.add(node.key)
        await self._press_old(node)
        return found

    def _is_known(self, node: Node, act: Act) -> bool:
        """Whether the same is tried elsewhere, and once is enough."""
        if self.effort.again:
            mark = whole_mark(node.key, act.kind)
            known = mark in self.tried and act.kind.startswith(ALIKE)
        else:
            mark = light_mark(node.walker, node.key, act.kind)
            known = mark in self.tried and mark not in self.fruitful
        self.tried.add(mark)
        return known

    async def _try(self, node: Node, act: Act) -> Node:
        """Do one thing from this state, and hold what comes of it against the rules."""
        await self.keeper.put_back(node.city)
        await self._restart_sometimes()
        way = (*node.way, act.told)
        phone = self.stage.phone(node.walker.phone)
        version, calls = phone.chat.bell.version, self.stage.world.calls
        act.do(phone)
        if act.is_press:
            self.findings.presses += 1
        else:
            self.findings.typed += 1
        await self.stage.settle()
        shown = view(self.stage, phone)
        self._judge(node.walker, way, calls)
        news = shown.news(version)
        if not news and not act.is_press and act.kind != "any a live location":
            self.findings.complain("typed without any answer", node.walker, way)
        if act.kind == "menu" and not any("m:" in str(message) for message in news):
            self.findings.complain("the word for the menu does not lead to it", node.walker, way)
        key = state_of(self.stage, node.walker)
        self._tell(node, act, calls, key)
        city = self.keeper.take()
        old = node.old | shown_before(city, node.walker.phone)
        return Node(node.walker, key, city, way, old, act.kind)

    async def _press_old(self, node: Node) -> None:
        """Every button of the past: answered, and nothing in the record changes."""
        on_show = shown_before(node.city, node.walker.phone)
        old = [
            (data, number)
            for data, number in node.old.items()
            # A language chosen anew is read at once, and so would be what comes after it.
            if data not in on_show and not data.startswith("a:lang:")
        ]
        first = _first_of_bot(node)
        if not first:
            return
        old = old[-self.effort.stale :]
        if not self.effort.again:
            mark = ("", node.key.dialog, node.key.step, f"stale {scene_of(node.key)}")
            if mark in self.tried:
                return
            self.tried.add(mark)
        if self.effort.again or not node.way:
            old += [(data, first) for data in FORGED]
        await self._all_at_once(node, old)

    async def _all_at_once(self, node: Node, old: list[tuple[str, int]]) -> None:
        """Press them one after the other; if something changed, find out which it was."""
        await self.keeper.put_back(node.city)
        phone, calls = self.stage.phone(node.walker.phone), self.stage.world.calls
        for data, message in old:
            press_old(data, message).do(phone)
        self.findings.stale += len(old)
        await self.stage.settle()
        way = (*node.way, f"[old {' '.join(data for data, _ in old)}]")
        self._judge(node.walker, way, calls)
        after = self.keeper.take().record
        changed = changed_tables(node.city.record, after)
        if not changed:
            return
        if len(old) == 1:
            if old[0][0].partition(":")[2].partition(":")[0] in STILL_MEANT:
                await self._twice(node, old[0], after)
                return
            what = f"the old button {old[0][0]} changed {sorted(changed)}"
            self.findings.complain(what, node.walker, way)
            return
        for each in old:
            await self._all_at_once(node, [each])

    async def _twice(self, node: Node, old: tuple[str, int], after: Record) -> None:
        """A decision that was still open has been taken now; the same again changes nothing."""
        press_old(*old).do(self.stage.phone(node.walker.phone))
        await self.stage.settle()
        way = (*node.way, f"[old {old[0]}]", "[again]")
        self._judge(node.walker, way, self.stage.world.calls)
        changed = changed_tables(after, self.keeper.take().record)
        if changed:
            self.findings.complain(f"{old[0]} twice changed {sorted(changed)}", node.walker, way)

    def _judge(self, walker: Walker, way: tuple[str, ...], since: int) -> None:
        """No bug, no press left spinning, nothing over the limits, no wrong language."""
        complain = self.findings.complain
        walker = replace(walker, lang=self._language_of(walker))
        for error in self.stage.errors.seen:
            complain(f"a bug: {error[-600:]}", walker, way)
        self.stage.errors.seen.clear()
        for query in self.stage.bot.queries.values():
            if query.answered is None:
                complain("a press was not answered", walker, way)
        self.stage.bot.queries.clear()
        for call in self.calls(since):
            for fault in faults_of(call):
                complain(fault, walker, way)
            reader = int(call["params"].get("chat_id", 0))
            if reader == walker.phone:
                self._read(walker, way, words_in(call))
        trouble = (
            "SELECT kind, error FROM outbox WHERE state = 'failed' UNION ALL "
            "SELECT chat, error FROM inbox WHERE state = 'dead'"
        )
        for what, error in self.stage.reading.execute(trouble):
            complain(f"put aside: {what} {error}", walker, way)

    def _language_of(self, walker: Walker) -> str:
        """What the person reads now: it may just have been chosen."""
        row = self.stage.reading.execute(LANGUAGE, (str(walker.phone),)).fetchone()
        return str(row[0]) if row and row[0] else walker.lang

    def _read(self, walker: Walker, way: tuple[str, ...], texts: list[str]) -> None:
        seen = self.findings.texts[walker.lang]
        for text in texts:
            if text and text not in seen:
                seen.add(text)
                for fault in self.languages.faults_of(text, walker.lang):
                    self.findings.complain(fault, walker, way)

    def calls(self, since: int) -> list[dict[str, object]]:
        """What the bot called after number `since`."""
        log = self.stage.world.log
        found = []
        for line in reversed(log):
            if line["n"] <= since:
                break
            found.append(line)
        return [line for line in reversed(found) if line["method"] != "getUpdates"]

    def _codes(self) -> list[str]:
        """Hand-over codes that somebody was told."""
        found = []
        for chat in self.stage.bot.chats.values():
            for message in chat.messages.values():
                for plain, spaced in CODE.findall(message.get("text", "")):
                    found.append(plain or spaced.replace(" ", ""))
        return list(dict.fromkeys(found))

    async def _restart_sometimes(self) -> None:
        self._acts += 1
        if self._acts % RESTART_EVERY == 0:
            await self.stage.restart()
            self.findings.restarts += 1

    def _tell(self, node: Node, act: Act, calls: int, key: Key) -> None:
        """Write down what was done and what came of it."""
        place = f"{node.key.dialog}.{node.key.step}" if node.key.dialog else "-"
        story = self.findings.story
        story.append(f"{node.walker.role} {node.walker.lang} {place} ▸ {act.told}")
        for call in self.calls(calls):
            params = call["params"]
            mine = int(params.get("chat_id", node.walker.phone)) == node.walker.phone  # type: ignore[attr-defined]
            words = words_in(call)
            if not any(words):
                continue
            head = "    ◂ " if mine else "    ◂◂ "
            text = " ".join(word for word in words[:1] if word).replace("\n", "\n      ")
            labels = " ".join(f"[{word}]" for word in words[4:])
            story.append(f"{head}{text[:1500]}" + (f"\n      {labels}" if labels else ""))


def _first_of_bot(node: Node) -> int:
    """The bot's first message in the chat; 0 before it has spoken."""
    messages = node.city.screens[node.walker.phone].messages
    return next((number for number, each in messages.items() if each["from"]["is_bot"]), 0)


def _is_elsewhere(node: Node) -> bool:
    """Whether a newcomer has signed up: what follows is walked by those who have that role."""
    return node.walker.role == "newcomer" and not OPEN_TO_ALL.issuperset(node.key.kinds)
