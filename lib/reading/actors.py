"""Who may act in an article: places, and bodies that stand for places, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import zip_longest
from typing import NamedTuple

from lib.lexicon import gazetteer, lexicon
from lib.model import Article, Body, PlaceMention
from lib.reading.bodies import find_bodies
from lib.reading.homes import home_of
from lib.reading.places import find_article_places
from lib.reading.script import simplify
from lib.reading.sentences import Sentence, sentences_of
from lib.reading.wording import Wording

SILENT = frozenset({"media", "national"})  # bodies that only report, or act for the whole country
DEICTIC = {"该县": "county", "该区": "county", "该市": "city", "该州": "city", "该省": "province"}
BEFORE_SHORT = frozenset("，、；：“该这，由")  # what may stand before a body's short form
MOST_ACTORS = 40  # in one sentence; a longer list tells of no cooperation
LISTING = frozenset(("、", "和", "与", "及", "以及", "同"))
DASHES = frozenset(("—", "——", "－", "–", "-", "―", "→", "↔"))
PAIRING = frozenset(("与", "同", "和")) | DASHES
ONTO = frozenset("对向给援帮赴")  # before 甲和乙: both receive


class Actor(NamedTuple):
    """A place that a sentence names, or that a body or a reference stands for; offsets within its sentence."""

    start: int
    end: int
    codes: tuple[str, ...]
    how: str


@dataclass(slots=True, eq=False)
class Group:
    """Actors that a sentence names in one list (甲、乙和丙); often a single one."""

    actors: tuple[Actor, ...]
    start: int = field(init=False)
    end: int = field(init=False)
    codes: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.start, self.end = self.actors[0].start, self.actors[-1].end
        self.codes = tuple(dict.fromkeys(code for actor in self.actors for code in actor.codes))


@dataclass
class Scene:
    """A sentence with those who may act in it. ``text`` is the sentence in simplified characters.

    ``codes`` are asked for when all actors are known.
    """

    sentence: Sentence
    text: str
    actors: list[Actor] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @cached_property
    def codes(self) -> list[str]:
        """The codes named, in order, each once."""
        return list(self.seats)

    @cached_property
    def seats(self) -> dict[str, list[Actor]]:
        """For each code the actors that have it, in order."""
        found: dict[str, list[Actor]] = {}
        for actor in self.actors:
            for code in actor.codes:
                found.setdefault(code, []).append(actor)
        return found


@dataclass(frozen=True)
class Cast:
    """An article's scenes, their words, its bodies, and whether some place in it could not be decided."""

    scenes: list[Scene]
    wording: Wording
    bodies: list[Body]
    undecided: bool

    @cached_property
    def named(self) -> dict[str, list[tuple[int, Actor]]]:
        """For each code the sentences (by number) and actors that name it, in order."""
        found: dict[str, list[tuple[int, Actor]]] = defaultdict(list)
        for number, scene in enumerate(self.scenes):
            for actor in scene.actors:
                for code in actor.codes:
                    found[code].append((number, actor))
        return found


def cast_of(article: Article, vocabulary: dict[str, int] | None = None) -> Cast:
    """Everyone who may act in an article, title first. ``vocabulary``: of the models that read its words, if any do."""
    home = home_of(article.source)
    in_title, in_text = find_article_places(article)
    bodies = find_bodies(article.title, in_title, home, in_title=True), find_bodies(article.text, in_text, home)
    plain = {True: simplify(article.title), False: simplify(article.text)}
    sentences = sentences_of(article.title, article.text)
    scenes = [Scene(sentence, plain[sentence.in_title][sentence.start : sentence.end]) for sentence in sentences]
    _seat([scene for scene in scenes if scene.sentence.in_title], in_title, bodies[0])
    _seat([scene for scene in scenes if not scene.sentence.in_title], in_text, bodies[1])
    _resolve_deictic(scenes)
    _seat_parties(scenes)
    _seat_nation(scenes, [*bodies[0], *bodies[1]])
    _follow_short_forms(scenes, [*bodies[0], *bodies[1]])
    for scene in scenes:
        scene.actors = list(_unframed(scene))
        scene.groups = list(_groups(scene))
    undecided = any(place.candidates for place in [*in_title, *in_text])
    return Cast(scenes, Wording(scenes, vocabulary), [*bodies[0], *bodies[1]], undecided)


def _seat(scenes: list[Scene], places: list[PlaceMention], bodies: list[Body]) -> None:
    """Put each actor into its sentence; a body takes the place of the names inside it."""
    starts = [scene.sentence.start for scene in scenes]
    for actor in sorted(_actors(places, bodies), key=lambda actor: actor.start) if starts else ():
        scene = scenes[bisect_right(starts, actor.start) - 1]
        if len(scene.actors) < MOST_ACTORS:
            shift = scene.sentence.start
            scene.actors.append(Actor(actor.start - shift, actor.end - shift, actor.codes, actor.how))


def _actors(places: list[PlaceMention], bodies: list[Body]) -> Iterable[Actor]:
    spans = sorted((body.start, body.end) for body in bodies)
    begins = [start for start, _ in spans]
    for place in places:
        at = bisect_right(begins, place.start) - 1
        inside = at >= 0 and place.end <= spans[at][1]
        if place.codes and place.how != "part" and not inside:
            yield Actor(place.start, place.end, place.codes, place.how)
    for body in bodies:
        if body.code and body.kind not in SILENT:
            yield Actor(body.start, body.end, (body.code,), "body")


def _follow_short_forms(scenes: list[Scene], bodies: list[Body]) -> None:
    """基金会 alone is the foundation named last before it."""
    endings = lexicon("linking")["short_bodies"]
    known = sorted((body for body in bodies if body.code and not body.in_title), key=lambda body: body.start)
    last: dict[str, Body] = {}
    next_body = 0
    for scene in scenes:
        if scene.sentence.in_title:
            continue
        for ending in last:
            at = scene.text.find(ending)
            if at >= 0 and (at == 0 or scene.text[at - 1] in BEFORE_SHORT):
                actor = Actor(at, at + len(ending), (last[ending].code,), "body")
                if not _is_taken(scene, actor.start, actor.end):
                    scene.actors.append(actor)
        scene.actors.sort(key=lambda actor: actor.start)
        while next_body < len(known) and known[next_body].start < scene.sentence.end:
            last |= {ending: known[next_body] for ending in endings if known[next_body].text.endswith(ending)}
            next_body += 1


def _resolve_deictic(scenes: list[Scene]) -> None:
    """该县 is the county named last before it."""
    last: dict[str, str] = {}
    for scene in scenes:
        if scene.sentence.in_title:
            continue
        for word, level in DEICTIC.items():
            at = scene.text.find(word)
            if at >= 0 and level in last and not any(actor.start <= at < actor.end for actor in scene.actors):
                scene.actors.append(Actor(at, at + len(word), (last[level],), "reference"))
        scene.actors.sort(key=lambda actor: actor.start)
        for actor in scene.actors:
            for code in actor.codes:
                last[gazetteer().place(code).level] = code


@cache
def _party() -> re.Pattern:
    words = lexicon("linking")["parties"]
    return re.compile(f"([{words['initials']}])方(?![{words['not_before']}])")


def _seat_parties(scenes: list[Scene]) -> None:
    """中方, 俄方: the country of the article whose short name begins so; China where another country acts."""
    abroad = {code for scene in scenes for code in _codes(scene) if _is_country(code)}
    initials = {gazetteer().place(code).short[:1]: code for code in sorted(abroad)} | ({"中": "CHN"} if abroad else {})
    for scene in scenes:
        for match in _party().finditer(scene.text) if initials else ():
            code = initials.get(match[1])
            if code and not _is_taken(scene, match.start(), match.end()):
                scene.actors.append(Actor(match.start(), match.end(), (code,), "reference"))
        scene.actors.sort(key=lambda actor: actor.start)


def _seat_nation(scenes: list[Scene], bodies: list[Body]) -> None:
    """Bodies of the whole country (公安部, 中国人民银行) act for China where their sentence names another country."""
    called = tuple(lexicon("linking")["nation"])
    nation = [
        body for body in bodies if body.code is None and (body.kind == "national" or body.text.startswith(called))
    ]
    for scene in scenes:
        if not any(_is_country(code) for code in _codes(scene)):
            continue
        first, title = scene.sentence.start, scene.sentence.in_title
        for body in nation:
            start, end = body.start - first, body.end - first
            inside = body.in_title == title and start >= 0 and end <= len(scene.text)
            if inside and body.kind != "media" and not _is_taken(scene, start, end):
                scene.actors.append(Actor(start, end, ("CHN",), "body"))
        scene.actors.sort(key=lambda actor: actor.start)


def _unframed(scene: Scene) -> Iterable[Actor]:
    """Without places that only say where the next one lies: 百色 in 百色的那坡."""
    for actor, following in zip_longest(scene.actors, scene.actors[1:]):
        if following is None or scene.text[actor.end : following.start] != "的" or not _holds(actor, following):
            yield actor


def _holds(actor: Actor, other: Actor) -> bool:
    return all(set(actor.codes) & set(gazetteer().parents(code)) for code in other.codes)


def _codes(scene: Scene) -> set[str]:
    return {code for actor in scene.actors for code in actor.codes}


def _is_country(code: str) -> bool:
    return code.isalpha() and code != "CHN"


def _is_taken(scene: Scene, start: int, end: int) -> bool:
    return any(actor.start < end and start < actor.end for actor in scene.actors)


def _groups(scene: Scene) -> Iterable[Group]:
    """Lists of three or more stay together; of 甲、乙与丙 the one behind 与 is the other side."""
    run: list[Actor] = []
    joints: list[str] = []
    for actor in scene.actors:
        between = scene.text[run[-1].end : actor.start] if run else None
        if run and (between in LISTING or between in DASHES or not between):
            joints.append(between)
        elif run:
            yield from _parted(run, joints, scene.text)
            run, joints = [], []
        run.append(actor)
    if run:
        yield from _parted(run, joints, scene.text)


def _parted(run: list[Actor], joints: list[str], text: str) -> Iterable[Group]:
    in_pairs = len(run) % 2 == 0 and all(joint in PAIRING for joint in joints[::2])
    if "、" in joints and (in_pairs or sum(joint in PAIRING and joint != "和" for joint in joints) > 1):
        at = joints.index("、")  # 嘉善与九寨沟、吴兴—青川: pairs, not a list
        yield from _parted(run[: at + 1], joints[:at], text)
        yield from _parted(run[at + 1 :], joints[at + 1 :], text)
        return
    dash = next((i for i, joint in enumerate(joints) if joint in DASHES), None)
    if dash is not None:
        yield Group(tuple(run[: dash + 1]))
        yield from _parted(run[dash + 1 :], joints[dash + 1 :], text)
        return
    sides = [i for i, joint in enumerate(joints) if joint in ("与", "同")] or (
        [0] if len(run) == 2 and joints[0] == "和" and text[max(0, run[0].start - 1) : run[0].start] not in ONTO else []
    )
    if len(sides) == 1:
        yield Group(tuple(run[: sides[0] + 1]))
        yield Group(tuple(run[sides[0] + 1 :]))
    else:
        yield Group(tuple(run))
