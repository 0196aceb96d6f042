"""Walks every state that can be reached: tries all there is on a screen, goes back, tries the next.

Breadth first from everybody's screen; a state is walked once, whatever way led to it.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.engine.data import Op
from handlers.menu import BOOK
from tests.crawl.acts import Act, Effort, acts_on, press_old
from tests.crawl.city import Walker
from tests.crawl.findings import Findings
from tests.crawl.look import Key, shown_before, state_of, view
from tests.crawl.rules import Languages, faults_of, words_in
from tests.crawl.snapshot import Keeper, Record, Snapshot, changed_tables
from tests.crawl.stage import Stage

FORGED = ("a:", "d:x:0:s:1", "m:nothing", "a:offer_yes:999999999999999999999", "\u4e00" * 20)
"""What a client of somebody's own making might send."""
CODE = re.compile(r"^(\d{4})$|(\d \d \d \d)", re.MULTILINE)
STILL_OPEN = frozenset(
    {"offer_yes", "offer_no", "give_back", "stock_yes", "stock_none", "stock_no"}
)
"""Decisions that wait for a reason: the message was edited to ask why, and was left at that. Who
presses the old button on a slow phone then still decides, once."""
OPEN_TO_ALL = frozenset(
    {f"m:{entry.name}" for entry in BOOK.entries if entry.roles is None}
    | {f"d:{op.value}" for op in Op}
    | {"m:menu", "m:talk", "m:continue", "a:help", "a:lang", "a:forget", "a:help_solved"}
)
"""Buttons that somebody without a role may see."""
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
        """Breadth first; what has not been seen of any dialog goes before other looks of it."""
        await self.keeper.put_back(start)
        key = state_of(self.stage, walker)
        root = Node(walker, key, start, (), shown_before(start, walker.phone))
        queue, later = deque([root]), deque[Node]()
        known, places, walked = {key}, {key.place}, 0
        while (queue or (later and self.effort.again)) and walked < self.effort.states:
            node = queue.popleft() if queue else later.popleft()
            walked += 1
            for found in await self._look_around(node):
                if found.key in known or _is_elsewhere(found):
                    continue
                known.add(found.key)
                self.findings.states.setdefault(found.key, None)
                fresh = found.key.place not in places or not found.key.dialog
                places.add(found.key.place)
                (queue if fresh else later).append(found)

    async def _look_around(self, node: Node) -> list[Node]:
        """Try everything on one screen; the states it led to."""
        self.findings.states.setdefault(node.key)
        self.findings.places.add(node.key.place)
        await self.keeper.put_back(node.city)
        self._turn += 1
        shown = view(self.stage.phone(node.walker.phone))
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
        await self._press_old(node)
        return found

    def _is_known(self, node: Node, act: Act) -> bool:
        """Whether the same was tried in the same place before, and once is enough."""
        role, dialog, step = node.key.place
        is_shared = act.kind.startswith("any ")
        if self.effort.again:
            mark = (role, dialog, step, act.kind)
        elif is_shared or act.kind == "menu":
            # One of each sort, whoever does it: others are tried in other places.
            mark = ("", dialog, step, act.kind.split(" ")[1] if is_shared else "menu")
        else:
            mark = (role, dialog, step, act.kind)
        known = mark in self.tried
        self.tried.add(mark)
        return known and (is_shared or not self.effort.again)

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
        if not news and not act.is_press and act.kind != "any a live location":
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
        old = old[-self.effort.stale :]
        mark = ("", node.key.dialog, node.key.step, "forged")
        if self.effort.again or mark not in self.tried:
            old += [(data, first) for data in FORGED[: self.effort.stale]]
            self.tried.add(mark)
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
            if old[0][0].split(":")[1] in STILL_OPEN:
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
