"""Walks every state that can be reached: tries all there is on a screen, goes back, tries the next.

Breadth first from everybody's screen; a state is walked once, whatever way led to it.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.crawl.acts import Act, Effort, acts_on, press_old
from tests.crawl.city import Walker
from tests.crawl.look import Key, shown_before, state_of, view
from tests.crawl.rules import Languages, faults_of, words_in
from tests.crawl.snapshot import Keeper, Snapshot, changed_tables
from tests.crawl.stage import Stage

FORGED = ("a:", "d:x:0:s:1", "m:nothing", "a:offer_yes:999999999999999999999", "\u4e00" * 20)
"""What a client of somebody's own making might send."""
CODE = re.compile(r"^(\d{4})$|(\d \d \d \d)", re.MULTILINE)
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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that must not be."""

    what: str
    walker: Walker
    way: tuple[str, ...]

    def __str__(self) -> str:
        """The finding and how to get there."""
        steps = " → ".join(self.way[-6:])
        return f"{self.walker.role}/{self.walker.lang}: {self.what}\n    {steps}"


@dataclass
class Findings:
    """What was walked, and what was found."""

    states: dict[Key, int] = field(default_factory=dict)
    """Every state, with the presses it takes to the menu (large when none was found)."""
    edges: dict[Key, set[Key]] = field(default_factory=dict)
    menus: set[Key] = field(default_factory=set)
    places: set[tuple[str, str, str]] = field(default_factory=set)
    presses: int = 0
    stale: int = 0
    typed: int = 0
    restarts: int = 0
    texts: dict[str, set[str]] = field(default_factory=lambda: {"zh": set(), "en": set()})
    problems: dict[str, Problem] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)

    def complain(self, what: str, walker: Walker, way: Iterable[str]) -> None:
        """Note a problem, once."""
        short = f"{walker.lang} {what[:120]}"
        self.count[short] += 1
        self.problems.setdefault(short, Problem(what, walker, tuple(way)))


class Crawler:
    """Walks one city."""

    def __init__(self, stage: Stage, effort: Effort, findings: Findings) -> None:
        self.stage, self.effort, self.findings = stage, effort, findings
        self.keeper = Keeper(stage)
        self.languages = Languages(stage.reading)
        self.tried: set[tuple[str, str, str, str]] = set()
        self._turn = 0
        self._acts = 0

    async def walk(self, walkers: Iterable[Walker]) -> None:
        """Walk everybody's states."""
        start = self.keeper.take()
        for walker in walkers:
            await self._walk(walker, start)

    async def _walk(self, walker: Walker, start: Snapshot) -> None:
        await self.keeper.put_back(start)
        key = state_of(self.stage, walker)
        root = Node(walker, key, start, (), shown_before(start, walker.phone))
        queue, later = deque([root]), deque[Node]()
        known, places, walked = {key}, set[tuple[str, str, str]](), 0
        while (queue or later) and walked < self.effort.states:
            node = queue.popleft() if queue else later.popleft()
            walked += 1
            for found in await self._look_around(node):
                if found.key in known:
                    continue
                known.add(found.key)
                # What has not been seen of any dialog goes before other looks of the same step.
                fresh = found.key.place not in places
                places.add(found.key.place)
                (queue if fresh else later).append(found)

    async def _look_around(self, node: Node) -> list[Node]:
        """Try everything on one screen; the states it led to."""
        self.findings.states.setdefault(node.key, 99)
        self.findings.places.add(node.key.place)
        await self.keeper.put_back(node.city)
        self._turn += 1
        shown = view(self.stage.phone(node.walker.phone))
        if any(button.kind.startswith("m:") for button in shown.newest):
            self.findings.menus.add(node.key)
        found = []
        for act in list(
            acts_on(node.walker, node.key, shown, self._codes(), self.effort, self._turn)
        ):
            if self._is_known(node, act):
                continue
            after = await self._try(node, act)
            self.findings.edges.setdefault(node.key, set()).add(after.key)
            if act.leads_on:
                found.append(after)
        await self._press_old(node)
        return found

    def _is_known(self, node: Node, act: Act) -> bool:
        mark = (*node.key.place, act.kind)
        known = mark in self.tried
        self.tried.add(mark)
        always = self.effort.again and not act.kind.startswith(("garbage", "a "))
        return known and not always

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
        shown = view(phone)
        self._judge(node.walker, way, calls)
        news = shown.news(version)
        if not news and not act.is_press and act.kind != "a live location":
            self.findings.complain("typed without any answer", node.walker, way)
        if act.kind == "menu" and not any("m:" in str(message) for message in news):
            self.findings.complain("the word for the menu does not lead to it", node.walker, way)
        key = state_of(self.stage, node.walker)
        self._tell(node, act, calls, key)
        city = self.keeper.take()
        return Node(node.walker, key, city, way, node.old | shown_before(city, node.walker.phone))

    async def _press_old(self, node: Node) -> None:
        """Every button of the past: answered, and nothing in the record changes."""
        on_show = shown_before(node.city, node.walker.phone)
        old = [(data, number) for data, number in node.old.items() if data not in on_show]
        first = _first_of_bot(node)
        if not first:
            return
        old = old[-self.effort.stale :] + [(data, first) for data in FORGED]
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
        changed = changed_tables(node.city.record, self.keeper.take().record)
        if not changed:
            return
        if len(old) == 1:
            what = f"the old button {old[0][0]} changed {sorted(changed)}"
            self.findings.complain(what, node.walker, way)
            return
        for each in old:
            await self._all_at_once(node, [each])

    def _judge(self, walker: Walker, way: tuple[str, ...], since: int) -> None:
        """No bug, no press left spinning, nothing over the limits, no wrong language."""
        complain = self.findings.complain
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
        trouble = "SELECT kind, error FROM outbox WHERE state = 'failed' UNION ALL " \
            "SELECT chat, error FROM inbox WHERE state = 'dead'"
        for what, error in self.stage.reading.execute(trouble):
            complain(f"put aside: {what} {error}", walker, way)

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
