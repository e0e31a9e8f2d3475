"""What single sentences say: who helps whom, who acts with whom. Each claim names the rule that read it.

A sentence that names one side only ("上海市投入资金45亿元") is completed by the other side of the claim before it, or
by the title. The words are those of ``data/lexicon/linking.yaml``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import accumulate, combinations, pairwise, product
from typing import NamedTuple

import ahocorasick_rs

from lib.lexicon import gazetteer, lexicon
from lib.reading.actors import PAIRING, Actor, Group, Scene
from lib.reading.numbers import parse_number

GROUPS = ("agree", "join", "talk", "aid", "give", "send", "invest", "line", "road", "trade", "two", "none", "mask")
ACTING = GROUPS[:10]
HELPING = ("aid", "give", "send", "invest")
REACH = 16  # characters between a cue and the place it governs
FAR = 60  # characters between a subject and its verb
PHRASE = 12  # characters between two places of one phrase
LONGEST_LIST = 20  # places told together; longer lists are looked over
MOST_CUES = 40  # of a sentence
MOST_LISTS = 8  # of places told together that later sentences may refer to


class Cue(NamedTuple):
    """A word of ``group`` at ``start``–``end`` of a sentence."""

    start: int
    end: int
    group: str


@dataclass(slots=True, eq=False)
class Run:
    """Sentences or clauses that tell of one place, or one pair, after the other.

    ``hub``: the place around which they are told, or ""; ``scenes``: the numbers of the sentences; ``features``: how
    they are told.
    """

    hub: str
    scenes: frozenset[int]
    features: dict[str, float]


@dataclass(slots=True, eq=False)
class Claim:
    """``givers`` help ``takers``; without givers, ``takers`` act together.

    ``scene``: the sentence's number; ``cue``: the group of the word that says so, or ""; ``filled``: where a side that
    the sentence leaves out was taken from, or ""; ``gap``: characters between the word and the place it governs, or
    between the two places; ``run``: the run of sentences that tells it, if one does; ``pairs``: each pair, giver
    first where there is one.
    """

    rule: str
    scene: int
    givers: tuple[str, ...]
    takers: tuple[str, ...]
    cue: str = ""
    filled: str = ""
    gap: int = 0
    run: Run | None = None
    pairs: list[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        both = product(self.givers, self.takers) if self.givers else combinations(self.takers, 2)
        self.pairs = [(a, b) for a, b in both if not are_kin(a, b)]

    @property
    def is_near(self) -> bool:
        """True where the places merely stand near each other."""
        return self.rule.startswith(("near", "star"))


@dataclass(slots=True)
class Memory:
    """What earlier sentences leave for later ones."""

    title: tuple[str, ...] = ()
    givers: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    lists: list[tuple[str, ...]] = field(default_factory=list)
    topic: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass
class Told:
    """A sentence's cues in order, and its claims."""

    cues: list[Cue]
    claims: list[Claim] = field(default_factory=list)

    @cached_property
    def kinds(self) -> set[str]:
        """What kinds of cues the sentence has: joint, help, invest, line, trade, two, none."""
        kinds = _kinds()
        return {kinds[cue.group] for cue in self.cues}


@cache
def _kinds() -> dict[str, str]:
    return {group: lexicon("linking")[group]["kind"] for group in GROUPS if group != "mask"}


@cache
def _finder() -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    groups = {word: group for group in reversed(GROUPS) for word in lexicon("linking")[group]["words"]}
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick(list(groups), matchkind=longest), list(groups.values())


def cues_of(scenes: list[Scene]) -> list[list[Cue]]:
    """The words of each group in every sentence, in order; words that only look like one are left out."""
    finder, groups = _finder()
    starts = [0, *accumulate(len(scene.text) + 1 for scene in scenes)]
    found: list[list[Cue]] = [[] for _ in scenes]
    number = 0
    for index, start, end in finder.find_matches_as_indexes("\n".join(scene.text for scene in scenes)):
        while start >= starts[number + 1]:
            number += 1
        if groups[index] != "mask" and len(found[number]) < MOST_CUES:
            found[number].append(Cue(start - starts[number], end - starts[number], groups[index]))
    return found


def sign(name: str) -> re.Pattern:
    """What a sign of the lexicon looks like in a sentence."""
    return _signs()[name]


@cache
def _signs() -> dict[str, re.Pattern]:
    signs = lexicon("linking")["signs"]
    either = {name: "|".join(sorted(map(re.escape, words), key=len, reverse=True)) for name, words in signs.items()}
    return {
        "to": re.compile(f"(?:{either['to']})(?:了|前往)?$"),
        "in": re.compile("(?:在|于|位于|落户)$"),
        "by": re.compile(f"(?:{either['by']})了?$"),
        "join": re.compile(f"[^，。；：、]{{0,8}}?(?:{either['join']})[^，。；：、]{{0,5}}"),
        "delegation": re.compile(f"(?:{either['delegation']})[^。；]{{0,16}}(?:{either['going']})[^，。；]{{0,4}}$"),
        "going": re.compile(f"[^，。；：]{{0,12}}?(?:{either['going']})[^，。；]{{0,3}}"),
        "hosting": re.compile(f"[^，。；]{{0,14}}?(?:{either['hosting']})"),
        "staging": re.compile(f"[^，。；]{{0,14}}?(?:{either['staging']})"),
        "area": re.compile(f"(?:地区)?(?:双城)?(?:{either['area']})"),
        "meeting": re.compile(f"[^，。；：、]{{0,12}}?(?:{either['meeting']})"),
        "inside": re.compile(f"[^，。；：、]{{0,14}}?(?:{either['inside']})"),
        "is": re.compile("的(?:就)?是|的有"),
        "direct": re.compile(f"(?:{either['direct']})(?:的是|了|着|起)?"),
        "link": re.compile("[^，。；：！？、]{0,10}(?:、|和|与|及|以及|同)"),
        "series": re.compile("[^，。；：、]{0,8}[、，和与及][^，。；：、]{0,8}"),
        "comma": re.compile("[，；]"),
        "counted": re.compile(
            f"([一二两三四五六七八九]?十?[一二两三四五六七八九]|[二三四五六七八九]?十|[0-9]{{1,2}})个?(?:{either['counted']})"
        ),
        "route": re.compile(
            "[^，。；、]{0,8}?(?:至|到|开往|飞往|飞抵|直达|直飞|驶往|驶向|飞|—|－|-|～|＝|⇌)[^，。；、]{0,6}"
        ),
    }


def hosts(scene: Scene, group: Group) -> bool:
    """True where a place only says where something is held: 在成都举行."""
    before = scene.text[max(0, group.start - 1) : group.start]
    return before in ("在", "于") and bool(sign("hosting").match(scene.text, group.end))


def is_area(scene: Scene, group: Group) -> bool:
    """True where a compound is a region's name: 粤港澳大湾区."""
    return len(group.actors) == 1 and len(group.codes) > 1 and bool(sign("area").match(scene.text, group.end))


def tell(scenes: list[Scene]) -> tuple[list[Told], Memory]:
    """The cues and claims of every sentence, in order, and what they leave for what spans several sentences."""
    named = Counter(code for scene in scenes for code in scene.codes)
    ranked = tuple(code for code, _ in named.most_common(12))
    memory = Memory(topic=ranked[:2], named=ranked)
    told = [Told(cues) for cues in cues_of(scenes)]
    for number, (scene, found) in enumerate(zip(scenes, told, strict=True)):
        if scene.groups or found.cues:
            found.claims = [claim for claim in _claims(number, scene, found.cues, memory) if claim.pairs]
            _remember(memory, scene, found.claims)
    return told, memory


def _claims(number: int, scene: Scene, cues: list[Cue], memory: Memory) -> list[Claim]:
    areas = [group for group in scene.groups if is_area(scene, group)]
    sides = [group for group in scene.groups if len(group.codes) <= LONGEST_LIST and group not in areas]
    acting = [cue for cue in cues if cue.group in ACTING]
    found = [Claim("compound.area", number, (), group.codes) for group in areas]
    found += _direct(number, scene, sides, cues)
    found += _helped(number, scene, sides, acting, memory)
    found += _joined(number, scene, sides, acting, cues, memory)
    found += _series(number, scene, sides, acting)
    found += _counted(number, scene, acting, memory)
    found += _paired(number, scene, sides, acting)
    found += _item(number, scene, sides, found, memory)
    return found + list(_near(number, scene, sides, acting, found, memory))


def _remember(memory: Memory, scene: Scene, claims: list[Claim]) -> None:
    if scene.sentence.in_title:
        memory.title = tuple(scene.codes)
    for claim in claims:
        if claim.givers:
            memory.givers, memory.takers = claim.givers, claim.takers
        elif not claim.is_near:
            memory.peers = claim.takers
    memory.before = tuple(scene.codes) or memory.before
    whole = tuple(scene.codes)
    told = [*(group.codes for group in scene.groups), whole, *([low] if (low := _lowest(whole)) != whole else ())]
    memory.lists = [*memory.lists, *(codes for codes in told if 2 <= len(codes) <= LONGEST_LIST)][-MOST_LISTS:]


def _helped(number, scene: Scene, sides: list[Group], cues: list[Cue], memory: Memory) -> Iterator[Claim]:
    """Claims of help, donation and investment, one for each cue that governs a place."""
    seen = set()
    for cue in cues:
        if cue.group not in HELPING:
            continue
        for rule, givers, takers, filled, gap in _governed(scene, sides, cue, memory):
            takers = tuple(code for code in takers if code not in givers)
            if givers and takers and (givers, takers) not in seen:
                seen.add((givers, takers))
                yield Claim(rule, number, givers, takers, cue.group, filled, gap)
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
    givers = [group for group in givers if not any(is_related(code, frame.codes) for code in group.codes)]
    before = [group for group in givers if group.end <= frame.start]
    chosen, filled = (before[-1].codes, "") if before else (memory.givers, "givers")
    chosen = tuple(code for code in chosen if code not in takers and not is_related(code, frame.codes))
    if chosen:
        gap = frame.start - before[-1].end if before else 0
        yield Claim("frame", number, chosen, takers, "aid", filled, gap)
        if takers != frame.codes:
            yield Claim("frame.whole", number, chosen, frame.codes, "aid", filled, gap)


def _governed(scene: Scene, sides: list[Group], cue: Cue, memory: Memory) -> Iterator[tuple]:
    """(rule, givers, takers, where a side was filled from, gap) of one cue, by the words around it."""
    text, (start, end, _) = scene.text, cue
    left = [group for group in sides if group.end <= start and not hosts(scene, group)]
    right = [group for group in sides if end <= group.start <= end + REACH and "，" not in text[end : group.start]]
    marked = {group.start: _mark(text, group) for group in left + right}
    by = [group for group in left + right if marked[group.start] == "by" or sign("inside").match(text, group.end)]
    to = [group for group in left if marked[group.start] == "to" and start - group.end <= 2 * REACH]
    subject = [group for group in left if group not in by and group not in to]
    if by:
        giver = by[-1] if by[-1] in left else by[0]
        others = [group for group in (to or subject or right) if group is not giver]
        if others:
            yield "by", giver.codes, others[-1].codes, "", _apart(giver, others[-1])
        else:
            yield "by", giver.codes, *_other(memory, giver.codes, "takers"), abs(start - giver.end)
    elif to:
        taker = to[-1]
        givers = [group for group in subject if group.end <= taker.start] or subject
        if givers:
            yield "to", givers[-1].codes, taker.codes, "", _apart(givers[-1], taker)
        else:
            codes, filled = _other(memory, taker.codes, "givers")
            yield "to", codes, taker.codes, filled, start - taker.end
    elif right and (after := _named_after(scene, sides, right[0])):
        yield "is", after.codes, right[0].codes, "", _apart(right[0], after)
    elif right:
        taker, rule = right[0], "on" if not marked[right[0].start] else "on.to"
        if subject:
            yield rule, subject[-1].codes, taker.codes, "", start - subject[-1].end
        else:
            codes, filled = _other(memory, taker.codes, "givers")
            yield rule, codes, taker.codes, filled, taker.start - end
    elif subject and start - subject[-1].end <= FAR:
        yield from _alone(scene, cue, subject, memory)
    yield from _later(scene, sides, cue, subject, memory)


def _alone(scene: Scene, cue: Cue, subject: list[Group], memory: Memory) -> Iterator[tuple]:
    """A cue that governs no place: the taker stands beside the giver, or was named before."""
    near, gap = subject[-1].codes, cue.start - subject[-1].end
    topic, filled = _other(memory, near, "topic")
    if topic and "来" in scene.text[cue.end - 1 : cue.end + 1]:
        yield "come", near, topic[:1], filled, gap
    beside = [group for group in subject[:-1] if not any(is_related(code, near) for code in group.codes)]
    if beside:
        yield "beside", near, beside[-1].codes, "", _apart(beside[-1], subject[-1])
        if len(beside) > 1:
            yield "beside.first", near, beside[0].codes, "", _apart(beside[0], subject[-1])
    elif set(near) & set(memory.takers) and memory.givers:
        yield "carry", memory.givers, near, "givers", gap
    else:
        yield "carry", near, *_other(memory, near, "takers"), gap


def _later(scene: Scene, sides: list[Group], cue: Cue, subject: list[Group], memory: Memory) -> Iterator[tuple]:
    """基金会拿出140万港元，要在乐都县、民和县建起4所小学: the takers stand in a later clause."""
    later = [group for group in sides if group.start > cue.end + REACH and _mark(scene.text, group) == "to"]
    if later:
        known = later[0].codes
        givers, filled = (subject[-1].codes, "") if subject else _other(memory, known, "givers")
        yield "later", givers, known, filled, later[0].start - cue.end


def _apart(one: Group, other: Group) -> int:
    return max(other.start - one.end, one.start - other.end, 0)


def _lowest(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The places among these that hold none of the others."""
    above = {up for code in codes for up in gazetteer().parents(code)}
    return tuple(code for code in codes if code not in above)


def _item(number: int, scene: Scene, sides: list[Group], claims: list[Claim], memory: Memory) -> Iterator[Claim]:
    """One more giver of an account of help: 山东省派出508名干部, after 上海市投入45亿元."""
    if claims or len(sides) != 1 or not (memory.givers and memory.takers) or scene.sentence.in_title:
        return
    codes, levels = sides[0].codes, {gazetteer().place(code).level for code in memory.givers}
    if scene.text[: sides[0].start].strip("　 ") or any(gazetteer().place(code).level not in levels for code in codes):
        return
    if not any(is_related(code, memory.takers) or code in memory.takers for code in codes):
        yield Claim("item", number, codes, memory.takers, "", "takers")


def _strongest(cues: list[Cue]) -> str:
    """The group of cues that says most, "" where there are none."""
    return min((cue.group for cue in cues), key=ACTING.index, default="")


def _near(number: int, scene, sides: list[Group], cues: list[Cue], claims: list[Claim], memory) -> Iterator[Claim]:
    """Places that merely stand together: in one sentence, in two that follow each other, in the title and a sentence.

    These say little by themselves; the weights tell how little.
    """
    told = _strongest(cues)
    said = {pair for claim in claims for pair in claim.pairs}
    here = tuple(scene.codes)[:LONGEST_LIST]
    held_in = {code for group in sides if hosts(scene, group) for code in group.codes}
    if len(here) - len(held_in) > 1:
        here = tuple(code for code in here if code not in held_in)
    if len(sides) > 1:
        for a, b in combinations(here, 2):
            if (a, b) not in said and (b, a) not in said:
                yield Claim("near", number, (), (a, b), told)
    if told and here and not scene.sentence.in_title:
        for name, others in (("title", memory.title), ("before", memory.before), ("topic", memory.topic)):
            for a in here[:4]:
                for b in others[:6]:
                    if b not in here:
                        yield Claim(f"near.{name}", number, (), (a, b), told)


def _mark(text: str, group: Group) -> str:
    before = text[max(0, group.start - 4) : group.start]
    if sign("by").search(before):
        return "by"
    return "to" if sign("to").search(before) else ""


def _named_after(scene: Scene, sides: list[Group], taker: Group) -> Group | None:
    """对口帮扶泸水市的，是香洲区: the giver comes last."""
    following = [group for group in sides if group.start >= taker.end]
    if following and sign("is").search(scene.text, taker.end, following[0].start + 1):
        return following[0]
    return None


def _other(memory: Memory, known: tuple[str, ...], side: str) -> tuple[tuple[str, ...], str]:
    """The side that a sentence leaves out, and where from: as last said, the title's, what the article is about."""
    for name in (side, "title", "before", "topic"):
        rest = tuple(code for code in getattr(memory, name) if code not in known and not is_related(code, known))
        if rest:
            return rest[:LONGEST_LIST], name
    return (), ""


def is_related(code: str, known: tuple[str, ...]) -> bool:
    """True where a place holds, or lies in, one of the known ones."""
    return any(code != other and are_kin(code, other) for other in known)


@lru_cache(maxsize=65536)
def are_kin(a: str, b: str) -> bool:
    """True for a place and itself, or what holds it or lies in it."""
    return a == b or b in gazetteer().parents(a) or a in gazetteer().parents(b)


def _joined(number, scene: Scene, sides: list[Group], cues: list[Cue], all_cues, memory: Memory) -> Iterator[Claim]:
    """Claims of acting together."""
    for one, other in pairwise(sides):
        yield from _side_by_side(number, scene, one, other, cues)
    for group in sides:
        if len(group.codes) > 1:
            yield from _list(number, scene, group, sides, all_cues)
    yield from _chained(number, scene, cues)
    two = any(cue.group == "two" for cue in all_cues)
    told = _strongest(cues)
    if two and told and not sides:
        for name, codes in (("peers", memory.peers), ("helped", (*memory.givers, *memory.takers))):
            if 2 <= len(codes) <= 4:
                yield Claim("back", number, (), codes, told, name)


def _direct(number: int, scene: Scene, sides: list[Group], cues: list[Cue]) -> Iterator[Claim]:
    """One word between two places: 南京对伊宁市，南通对伊宁县; 上海帮的是都江堰."""
    helping = any(cue.group in ("aid", "give", "send") for cue in cues)
    found = [
        (one, other)
        for one, other in pairwise(sides)
        if sign("direct").fullmatch(scene.text, one.end, other.start) and not hosts(scene, one)
    ]
    for one, other in found:
        if helping or len(found) > 1:
            yield Claim("direct", number, one.codes, other.codes, "aid", "", other.start - one.end)


def _paired(number: int, scene: Scene, sides: list[Group], cues: list[Cue]) -> Iterator[Claim]:
    """A list of pairs: 嘉善与九寨沟、吴兴与青川."""
    found = [(one, other) for one, other in pairwise(sides) if scene.text[one.end : other.start] in PAIRING]
    for one, other in found if len(found) > 1 else ():
        codes = tuple(dict.fromkeys((*one.codes, *other.codes)))
        yield Claim("paired", number, (), codes, cues[0].group if cues else "")


def _series(number: int, scene: Scene, sides: list[Group], cues: list[Cue]) -> Iterator[Claim]:
    """Lists that follow each other: 福建有龙岩、三明，广东有梅州、汕头，江西有赣州、吉安."""
    runs: list[list[Group]] = []
    for group in sides:
        if runs and sign("series").fullmatch(scene.text, runs[-1][-1].end, group.start):
            runs[-1].append(group)
        else:
            runs.append([group])
    for run in runs:
        codes = _lowest(tuple(dict.fromkeys(code for group in run for code in group.codes)))
        if len(run) > 2 and 2 < len(codes) <= LONGEST_LIST:
            after = next((cue for cue in cues if cue.start >= run[-1].end), None)
            yield Claim("series", number, (), codes, after.group if after else "")


def _counted(number: int, scene: Scene, cues: list[Cue], memory: Memory) -> Iterator[Claim]:
    """三省, 四地, 六市: as many places as a list named here, in the title or before has act together."""
    matches = counted(scene)
    if not matches:
        return
    here = tuple(code for group in scene.groups if not hosts(scene, group) for code in group.codes)
    back = memory.lists[::-1]
    both = [(*one, *other) for i, one in enumerate([here, *back]) for other in back[i:] if not {*one} & {*other}]
    for name, lists in (
        ("here", [here, _lowest(here)]),
        ("title", [memory.title]),
        ("back", back),
        ("both", both),
    ):
        for count, match in matches.items():
            codes = next((codes for codes in lists if len(set(codes)) == count and _is_level(codes)), None)
            if codes and count > 1:
                near = min(cues, key=lambda cue: abs(cue.start - match.end()), default=None)
                name = name if near else f"{name}.plain"
                yield Claim(f"counted.{name}", number, (), tuple(dict.fromkeys(codes)), near.group if near else "")
                return


def counted(scene: Scene) -> dict[int, re.Match]:
    """How many places a sentence speaks of, and where: 三省, 九县."""
    return {_count(match[1]): match for match in sign("counted").finditer(scene.text)}


def _count(numeral: str) -> int:
    """两 → 2, 十一 → 11, 12 → 12; 0 where two numerals name no number of partners (两三, 一一)."""
    is_number = numeral.isdecimal() or "十" in numeral or len(numeral) == 1
    return int(parse_number(numeral)[0]) if is_number else 0


def _is_level(codes: tuple[str, ...]) -> bool:
    """True where all places stand on one level, or are countries and regions."""
    return len({gazetteer().place(code).level if code.isdigit() else "abroad" for code in codes}) <= 2


def _chained(number: int, scene: Scene, cues: list[Cue]) -> Iterator[Claim]:
    """A list whose places carry more words: 香港金管局、泰国央行、阿联酋央行联合开发."""
    run: list[Actor] = []
    joints: list[str] = []
    for actor in scene.actors:
        joint = sign("link").fullmatch(scene.text, run[-1].end, actor.start) if run else None
        if run and not joint:
            yield from _chain(number, run, joints, cues)
            run, joints = [], []
        run.append(actor)
        joints.append(joint[0][-1] if joint else "")
    yield from _chain(number, run, joints, cues)


def _chain(number: int, run: list[Actor], joints: list[str], cues: list[Cue]) -> Iterator[Claim]:
    codes = tuple(dict.fromkeys(code for actor in run for code in actor.codes))
    in_pairs = sum(joint in ("与", "同") for joint in joints) > 1
    after = [cue for cue in cues if run and cue.start >= run[-1].end]
    if len(run) > 2 and len(codes) <= LONGEST_LIST and after and not in_pairs:
        gap = after[0].start - run[-1].end
        yield Claim("chain.near" if gap <= REACH else "chain", number, (), codes, after[0].group, "", gap)


def _side_by_side(number: int, scene: Scene, one: Group, other: Group, cues: list[Cue]) -> Iterator[Claim]:
    """Two places that follow each other, joined by words that say so; one claim for each group of cues."""
    text = scene.text
    between = text[one.end : other.start]
    if hosts(scene, one) or between == "、":
        return
    codes = tuple(dict.fromkeys((*one.codes, *other.codes)))
    if _mark(text, other) == "to" and sign("staging").match(text, other.end):
        yield Claim("stage", number, (), codes, "talk", "", len(between))
        return
    if hosts(scene, other):
        return
    seen = set()
    for cue in cues:
        rule = cue.group not in seen and _joint_rule(scene, one, other, between, cue)
        if rule:
            seen.add(cue.group)
            gap = max(cue.start - other.end, 0) if rule.startswith("join") else len(between)
            yield Claim(rule, number, (), codes, cue.group, "", gap)


def _joint_rule(scene: Scene, one: Group, other: Group, between: str, cue: Cue) -> str | None:
    text = scene.text
    inside = one.end <= cue.start and cue.end <= other.start
    behind = cue.start >= other.end
    if not (inside or behind):
        return None
    if cue.group in ("line", "road") and len(between) <= PHRASE and sign("route").fullmatch(between):
        return "route"
    if len(between) <= PHRASE and sign("join").fullmatch(between):
        if behind and sign("meeting").match(text, other.end):
            return "meeting"
        if inside:
            return "join.inside"
        return "join.clause" if "，" not in text[other.end : cue.start] else "join"
    if sign("delegation").search(text, one.start, other.start):
        return "visit"
    if "，" not in between and inside and len(between) <= 2 * PHRASE:
        return "across"
    if sign("going").fullmatch(between):
        return "going"
    if len(between) <= 3 * PHRASE and behind:
        return "loose.clause" if "，" not in between else "loose"
    return None


def _list(number, scene: Scene, group: Group, sides: list[Group], cues: list[Cue]) -> Iterator[Claim]:
    """A list or compound whose members act together: 川渝两地, 川甘青三省…签字."""
    name = "compound" if len(group.actors) == 1 else "list"
    after = [cue for cue in cues if cue.start >= group.end and cue.group in ACTING]
    near = next((cue for cue in after if cue.start <= group.end + REACH), None)
    told = near or next(iter(after), None) or next((cue for cue in cues if cue.group in ACTING), None)
    two = any(cue.group == "two" and group.end <= cue.start <= group.end + 3 for cue in cues)
    cue = told.group if told else ""
    if sign("meeting").match(scene.text, group.end):
        yield Claim(f"{name}.meeting", number, (), group.codes, cue)
    elif two:
        yield Claim(f"{name}.two", number, (), group.codes, cue)
    elif near:
        yield Claim(f"{name}.near", number, (), group.codes, cue, "", near.start - group.end)
    elif after:
        yield Claim(f"{name}.clause" if len(sides) == 1 else name, number, (), group.codes, cue)
    else:
        yield Claim(f"{name}.plain", number, (), group.codes, cue)
