"""What single sentences say: who helps whom, who acts with whom. Each claim names the rule that read it.

A sentence that names one side only ("上海市投入资金45亿元") is completed by the other side of the claim before it, or
by the title. The words are those of ``data/lexicon/linking.yaml``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import ahocorasick_rs

from lib.lexicon import gazetteer, lexicon
from lib.reading.actors import Group, Scene

CUES = ("joint", "help", "invest", "line", "trade", "two", "none")
REACH = 16  # characters between a cue and the place it governs
FAR = 60  # characters between a subject and its verb
PHRASE = 12  # characters between two places of one phrase
LONGEST_LIST = 12  # places told together; longer lists are looked over


@dataclass(frozen=True, slots=True)
class Claim:
    """``givers`` help ``takers``; without givers, ``takers`` act together. ``scene``: the sentence's number."""

    rule: str
    scene: int
    givers: tuple[str, ...]
    takers: tuple[str, ...]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each pair, giver first where there is one."""
        if self.givers:
            yield from ((g, t) for g in self.givers for t in self.takers if g != t)
        else:
            yield from ((a, b) for i, a in enumerate(self.takers) for b in self.takers[i + 1 :] if a != b)


@dataclass(slots=True)
class Memory:
    """What earlier sentences leave for later ones."""

    title: tuple[str, ...] = ()
    givers: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(slots=True)
class Told:
    """A sentence's cues by group, and its claims."""

    cues: dict[str, list[tuple[int, int]]]
    claims: list[Claim] = field(default_factory=list)


@cache
def _finder() -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    words = [(word, group) for group in CUES for word in dict.fromkeys(lexicon("linking")[group]["words"])]
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick([word for word, _ in words], matchkind=longest), [group for _, group in words]


def cues_in(text: str) -> dict[str, list[tuple[int, int]]]:
    """Where a (simplified) sentence has words of each group."""
    finder, groups = _finder()
    found: dict[str, list[tuple[int, int]]] = {}
    for index, start, end in finder.find_matches_as_indexes(text):
        found.setdefault(groups[index], []).append((start, end))
    return found


@cache
def _signs() -> dict[str, re.Pattern]:
    signs = lexicon("linking")["signs"]
    either = {name: "|".join(sorted(map(re.escape, words), key=len, reverse=True)) for name, words in signs.items()}
    return {
        "to": re.compile(f"(?:{either['to']})$"),
        "by": re.compile(f"(?:{either['by']})了?$"),
        "join": re.compile(f"[^，。；：、]{{0,6}}?(?:{either['join']})[^，。；：、]{{0,5}}"),
        "visit": re.compile(f"[^。；]{{0,10}}?(?:{either['delegation']})"),
        "hosting": re.compile(f"[^，。；]{{0,14}}?(?:{either['hosting']})"),
        "area": re.compile(f"(?:地区)?(?:双城)?(?:{either['area']})"),
        "is": re.compile("的(?:就)?是|的有"),
    }


def hosts(scene: Scene, group: Group) -> bool:
    """True where a place only says where something is held: 在成都举行."""
    before = scene.text[max(0, group.start - 1) : group.start]
    return before in ("在", "于") and bool(_signs()["hosting"].match(scene.text, group.end))


def is_area(scene: Scene, group: Group) -> bool:
    """True where a compound is a region's name: 粤港澳大湾区."""
    return len(group.actors) == 1 and len(group.codes) > 1 and bool(_signs()["area"].match(scene.text, group.end))


def tell(scenes: list[Scene]) -> list[Told]:
    """The cues and claims of every sentence, in order."""
    named = Counter(code for scene in scenes for code in scene.codes)
    ranked = tuple(code for code, _ in named.most_common(12))
    memory = Memory(topic=ranked[:2], named=ranked)
    told = []
    for number, scene in enumerate(scenes):
        found = Told(cues_in(scene.text))
        sides = [group for group in scene.groups if len(group.codes) <= LONGEST_LIST]
        found.claims += _helped(number, scene, sides, found.cues, memory)
        found.claims += _joined(number, scene, sides, found.cues, memory)
        found.claims += _item(number, scene, sides, found, memory)
        found.claims += _near(number, scene, sides, found, memory)
        _remember(memory, scene, found.claims)
        told.append(found)
    return told


def _remember(memory: Memory, scene: Scene, claims: list[Claim]) -> None:
    if scene.sentence.in_title:
        memory.title = tuple(scene.codes)
    for claim in claims:
        if claim.givers:
            memory.givers, memory.takers = claim.givers, claim.takers
        else:
            memory.peers = claim.takers
    memory.before = tuple(scene.codes) or memory.before


def _helped(number, scene: Scene, sides: list[Group], cues: dict, memory: Memory) -> Iterator[Claim]:
    """Claims of help, donation and investment, one for each cue that governs a place."""
    seen = set()
    for kind in ("help", "invest"):
        for start, end in cues.get(kind, ()):
            for rule, givers, takers in _governed(scene, sides, start, end, memory):
                takers = tuple(code for code in takers if code not in givers)
                if givers and takers and (givers, takers) not in seen:
                    seen.add((givers, takers))
                    yield Claim(f"{kind}.{rule}", number, givers, takers)
    for group in sides:
        if group.actors[0].how == "frame" and scene.text[group.start : group.start + 1] in ("援", "支"):
            yield from _frame(number, scene, sides, group, memory)


def _frame(number, scene: Scene, sides: list[Group], frame: Group, memory: Memory) -> Iterator[Claim]:
    """援疆, 援藏: the region takes; a place inside it that the sentence or the title names takes in its stead."""
    inside = [
        code
        for code in [*scene.codes, *memory.takers, *memory.title, *memory.named]
        if any(up in gazetteer().parents(code) for up in frame.codes)
    ]
    takers = _lowest(tuple(dict.fromkeys(inside)))[:4] or frame.codes
    givers = [group for group in sides if group is not frame and not set(group.codes) & {*takers, *frame.codes}]
    before = [group for group in givers if group.end <= frame.start]
    chosen = before[-1].codes if before else memory.givers
    if chosen:
        yield Claim("help.frame", number, tuple(code for code in chosen if code not in takers), takers)


def _governed(scene: Scene, sides: list[Group], start: int, end: int, memory: Memory) -> Iterator[tuple]:
    """(rule, givers, takers) of one cue, by the words around it."""
    text = scene.text
    left = [group for group in sides if group.end <= start and not hosts(scene, group)]
    right = [group for group in sides if end <= group.start <= end + REACH and "，" not in text[end : group.start]]
    marked = {group.start: _mark(text, group) for group in left + right}
    by = [group for group in left + right if marked[group.start] == "by"]
    to = [group for group in left if marked[group.start] == "to" and start - group.end <= 2 * REACH]
    subject = [group for group in left if marked[group.start] not in ("by", "to")]
    if by:
        giver = by[-1] if by[-1] in left else by[0]
        others = [group for group in (to or subject or right) if group is not giver]
        yield "by", giver.codes, others[-1].codes if others else _other(memory, giver.codes, "takers")
    elif to:
        taker = to[-1]
        givers = [group for group in subject if group.end <= taker.start] or subject
        yield "to", givers[-1].codes if givers else _other(memory, taker.codes, "givers"), taker.codes
    elif right and (after := _named_after(scene, sides, right[0])):
        yield "is", after.codes, right[0].codes
    elif right:
        taker = right[0]
        yield "on", subject[-1].codes if subject else _other(memory, taker.codes, "givers"), taker.codes
    elif subject and start - subject[-1].end <= FAR:
        near = subject[-1].codes
        beside = [group.codes for group in subject[:-1] if not any(_related(code, near) for code in group.codes)]
        if beside:
            yield "beside", near, beside[-1]
        elif set(near) & set(memory.takers) and memory.givers:
            yield "carry", memory.givers, near
        else:
            yield "carry", near, _other(memory, near, "takers")


def _lowest(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The places among these that hold none of the others."""
    above = {up for code in codes for up in gazetteer().parents(code)}
    return tuple(code for code in codes if code not in above)


def _item(number: int, scene: Scene, sides: list[Group], found: Told, memory: Memory) -> Iterator[Claim]:
    """One more giver of an account of help: 山东省派出508名干部, after 上海市投入45亿元."""
    if found.claims or len(sides) != 1 or not (memory.givers and memory.takers) or scene.sentence.in_title:
        return
    codes, levels = sides[0].codes, {gazetteer().place(code).level for code in memory.givers}
    if scene.text[: sides[0].start].strip("　 ") or any(gazetteer().place(code).level not in levels for code in codes):
        return
    if not any(_related(code, memory.takers) or code in memory.takers for code in codes):
        yield Claim("help.item", number, codes, memory.takers)


def _near(number: int, scene: Scene, sides: list[Group], found: Told, memory: Memory) -> Iterator[Claim]:
    """Places that merely stand together: in one sentence, in two that follow each other, in the title and a sentence.

    These say little by themselves; the weights tell how little.
    """
    told = next((cue for cue in ("joint", "help", "invest", "line", "trade") if cue in found.cues), None)
    said = {pair for claim in found.claims for pair in claim.pairs()}
    here = tuple(scene.codes)[:LONGEST_LIST]
    for i, a in enumerate(here):
        for b in here[i + 1 :]:
            if len(sides) > 1 and (a, b) not in said and (b, a) not in said and not _related(a, (b,)):
                yield Claim(f"near.{told or 'plain'}", number, (), (a, b))
    if told and here and not scene.sentence.in_title:
        for name, others in (("title", memory.title), ("before", memory.before)):
            for a in here[:4]:
                for b in others[:6]:
                    if b not in here and not _related(a, (b,)):
                        yield Claim(f"near.{name}", number, (), (a, b))


def _mark(text: str, group: Group) -> str:
    before = text[max(0, group.start - 3) : group.start]
    if _signs()["by"].search(before):
        return "by"
    return "to" if _signs()["to"].search(before) else ""


def _named_after(scene: Scene, sides: list[Group], taker: Group) -> Group | None:
    """对口帮扶泸水市的，是香洲区: the giver comes last."""
    following = [group for group in sides if group.start >= taker.end]
    if following and _signs()["is"].search(scene.text, taker.end, following[0].start + 1):
        return following[0]
    return None


def _other(memory: Memory, known: tuple[str, ...], side: str) -> tuple[str, ...]:
    """The side that a sentence leaves out: as last said, else the title's, else what the article is about."""
    for codes in (getattr(memory, side), memory.title, memory.before, memory.topic):
        rest = tuple(code for code in codes if code not in known and not _related(code, known))
        if rest:
            return rest[:LONGEST_LIST]
    return ()


def _related(code: str, known: tuple[str, ...]) -> bool:
    """True where a place holds, or lies in, one of the known ones."""
    above = gazetteer().parents(code)
    return any(other in above or code in gazetteer().parents(other) for other in known)


def _joined(number, scene: Scene, sides: list[Group], cues: dict, memory: Memory) -> Iterator[Claim]:
    """Claims of acting together."""
    acting = {kind: cues[kind] for kind in ("joint", "line", "trade", "help", "invest") if kind in cues}
    for one, other in pairwise(sides):
        between = scene.text[one.end : other.start]
        if hosts(scene, one) or hosts(scene, other):
            continue
        codes = tuple(dict.fromkeys((*one.codes, *other.codes)))
        for kind in acting:
            rule = _joint_rule(scene, one, other, between, cues[kind])
            if rule:
                yield Claim(
                    f"{kind}.{rule}" if kind in ("joint", "line", "trade") else f"other.{rule}", number, (), codes
                )
    for group in sides:
        if len(group.codes) > 1:
            yield from _list(number, scene, group, sides, cues)
    if not sides and "two" in cues and "joint" in cues and 2 <= len(memory.peers) <= 4:
        yield Claim("joint.back", number, (), memory.peers)


def _joint_rule(scene: Scene, one: Group, other: Group, between: str, places: list[tuple[int, int]]) -> str | None:
    signs = _signs()
    inside = any(one.end <= start and end <= other.start for start, end in places)
    behind = any(start >= other.end for start, _ in places)
    if len(between) <= PHRASE and signs["join"].fullmatch(between) and (behind or inside):
        near = any(other.end <= start <= other.end + 2 * REACH for start, _ in places) or inside
        return "join.near" if near else "join"
    if signs["visit"].match(scene.text, one.end, other.start) and (behind or inside):
        return "visit"
    if "，" not in between and inside and len(between) <= 2 * PHRASE:
        return "across"
    if len(between) <= 3 * PHRASE and behind:
        return "loose"
    return None


def _list(number, scene: Scene, group: Group, sides: list[Group], cues: dict) -> Iterator[Claim]:
    """A list or compound whose members act together: 川渝两地, 川甘青三省…签字."""
    compound = len(group.actors) == 1
    if is_area(scene, group):
        yield Claim("compound.area", number, (), group.codes)
        return
    near = [
        kind
        for kind in ("joint", "two", "line")
        if any(group.end <= start <= group.end + REACH for start, _ in cues.get(kind, ()))
    ]
    name = "compound" if compound else "list"
    if near:
        yield Claim(f"{name}.near", number, (), group.codes)
    elif "joint" in cues:
        yield Claim(f"{name}.alone" if len(sides) == 1 else name, number, (), group.codes)
    elif compound:
        yield Claim("compound.plain", number, (), group.codes)
