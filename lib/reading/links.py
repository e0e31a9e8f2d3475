"""Which places act together: the claims of single sentences, weighed with what the whole article says of a pair.

Every pair of a claim is a candidate. The words around its two places are weighed first; then all that is known of it:
the rules that claim it, how near and how often, how the article speaks of its places, and how it stands among the other
candidates (the model ``links``, ``lib/reading/judges.py``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import log1p

from lib.lexicon import gazetteer
from lib.reading.actors import Cast, Scene
from lib.reading.claims import Claim, Told, tell
from lib.reading.judges import judge
from lib.reading.runs import claim_runs
from lib.reading.wording import Marked

MOST_LINKS = 3000  # candidates of an article
STRONG = frozenset({"agree", "join", "talk", "aid", "give", "send", "line"})  # groups of cues that a title may hold
SURE = frozenset({"agree", "aid", "give"})
FRAMES = {
    "near": "near",
    "list": "list",
    "chain": "list",
    "counted": "list",
    "compound": "list",
    "back": "near",
    "item": "near",
}
CLAUSE_END = re.compile("[，；：。！？]")
ONLY_BODY, ONLY_FRAME = {"body"}, {"frame", "compound"}
SURE_FRAME = 0.75  # the chance from which on a pair counts beside a closer one inside it


Seats = dict[str, list[tuple[int, int]]]


@dataclass(slots=True)
class Link:
    """A candidate pair ``a`` < ``b``: its features, the claims that make it, the numbers of the sentences that speak of
    it, in order, those that do more than name its places near each other, and the words around it."""

    a: str
    b: str
    features: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    claims: list[Claim] = field(default_factory=list)
    scenes: list[int] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    words: Marked = field(default_factory=dict)


def links_of(cast: Cast) -> tuple[list[Link], list[Told]]:
    """The candidates of an article with their features, and what was told sentence by sentence."""
    told, memory = tell(cast.scenes)
    claim_runs(cast.scenes, told, memory)
    links: dict[tuple[str, str], Link] = {}
    for found in told:
        for claim in found.claims:
            said, least = _about_claim(claim, cast, found)
            for a, b in claim.pairs:
                key = (a, b) if a < b else (b, a)
                if key not in links and len(links) < MOST_LINKS:
                    links[key] = Link(*key)
                if key in links:
                    _add(links[key], claim, said, least)
    _weigh(cast, told, links)
    _compare(links)
    _shade(links)
    _stand(cast, links)
    for link in links.values():
        link.words = cast.wording.around(link.a, link.b, link.scenes, link.told)
        link.words |= cast.wording.told(link.claims)
        link.words["k"] = cast.wording.known(f"{claim.rule}.{claim.cue}.{claim.filled}" for claim in link.claims)
    return list(links.values()), told


def accepted(links: list[Link]) -> list[tuple[Link, float]]:
    """The candidates that are cooperations, each with its chance (0–1).

    A pair of provinces whose counties are a pair of their own is the frame that they act in (浙江–四川 above
    衢江–平武), unless it is nearly sure by itself.
    """
    model = judge("links")
    hear(links, [model.words.logit(link.words) for link in links])
    chances = model.chances([link.features for link in links])
    judged = [(link, p) for link, p in zip(links, chances, strict=True) if p >= model.threshold]
    frames = {up for link, _ in judged for up in _ups(link.a, link.b)}
    return [(link, p) for link, p in judged if (link.a, link.b) not in frames or p >= SURE_FRAME]


def _add(link: Link, claim: Claim, said: list[str], least: list[tuple[str, float]]) -> None:
    """Count the claim's rule, note all that is ever said of the pair, keep the nearest distances."""
    f = link.features
    f[claim.rule] = min(f[claim.rule] + 1, 3)
    for name in said:
        f[name] = max(f[name], 1.0)
    for name, value in least:
        f[name] = min(f.get(name, value), value)
    for name, value in claim.run.features.items() if claim.run else ():
        f[name] = max(f[name], value)
    link.claims.append(claim)
    if claim.scene not in link.scenes[-1:]:
        link.scenes.append(claim.scene)
    if not claim.is_near:
        link.told.add(claim.scene)


def _about_claim(claim: Claim, cast: Cast, told: Told) -> tuple[list[str], list[tuple[str, float]]]:
    """What is so of a single claim: its word and frame, where it stands; and how far its words reach, how crowded its
    sentence is."""
    scene = cast.scenes[claim.scene]
    frame = FRAMES.get(claim.rule.split(".")[0], "help" if claim.givers else "peer")
    said = [f"{frame}.{claim.cue or 'plain'}"]
    if claim.filled:
        said.append(f"filled.{claim.filled}")
    if scene.sentence.in_title:
        said.append(f"title.{frame}")
    if claim.scene == 1:
        said.append("lead")
    if not SURE.isdisjoint(cue.group for cue in told.cues):
        said.append("sure")
    size = len(claim.givers) + len(claim.takers)
    return said, [
        ("least.gap", log1p(claim.gap)),
        ("least.crowd", log1p(len(scene.seats))),
        ("least.size", log1p(size)),
    ]


def _weigh(cast: Cast, told: list[Told], links: dict[tuple[str, str], Link]) -> None:
    """What the whole article says of each pair."""
    named = {code: len(found) for code, found in cast.named.items()}
    seats = {code: {number for number, _ in found} for code, found in cast.named.items()}
    hows = {code: {actor.how for _, actor in found} for code, found in cast.named.items()}
    order = sorted(named, key=lambda code: (-named[code], min(seats[code])))
    rank = {code: number for number, code in enumerate(order)}
    titled = cast.scenes[0].codes if cast.scenes and cast.scenes[0].sentence.in_title else []
    common, silent = _about_article(cast, told), ["none" in found.kinds for found in told]
    for (a, b), link in links.items():
        f, scenes = link.features, link.scenes
        f.update(common)
        f.update(_about_places(a, b))
        f["claims"] = log1p(len(scenes))
        f["share"] = min(named[a], named[b]) / len(cast.scenes)
        f["rank"] = 1 / (1 + max(rank[a], rank[b]))
        f["early"] = 1 / (1 + scenes[0])
        f["together"] = log1p(len(seats[a] & seats[b]))
        f["none"] = sum(silent[number] for number in scenes) / len(scenes)
        f["title.both"], f["title.one"] = float(a in titled and b in titled), float((a in titled) != (b in titled))
        f["only.body"] = float(hows[a] == ONLY_BODY) + float(hows[b] == ONLY_BODY)
        f["only.frame"] = float(hows[a] <= ONLY_FRAME) + float(hows[b] <= ONLY_FRAME)


def _about_article(cast: Cast, told: list[Told]) -> dict[str, float]:
    """How much of an article speaks of acting together, of helping, of other matters."""
    kinds, count = [found.kinds for found in told], max(len(cast.scenes), 1)
    is_titled = bool(cast.scenes) and cast.scenes[0].sentence.in_title and bool(cast.scenes[0].codes)
    return {
        "density": sum("joint" in found or "help" in found for found in kinds) / count,
        "noise": sum("none" in found for found in kinds) / count,
        "aid": sum("help" in found for found in kinds) / count,
        "crowd": log1p(len(cast.named)),
        "length": log1p(count),
        "title.cue": float(is_titled and any(cue.group in STRONG for cue in told[0].cues)),
    }


@lru_cache(maxsize=4096)
def _about_places(a: str, b: str) -> dict[str, float]:
    """What the two places are to each other."""
    map_, (pairs, _, _) = gazetteer(), official()
    up_a, up_b = map_.province(a), map_.province(b)
    return {
        "same.province": float(a.isdigit() and b.isdigit() and up_a == up_b),
        "same.level": float(map_.place(a).level == map_.place(b).level),
        "foreign": float(not a.isdigit()) + float(not b.isdigit()),
        "china": float("CHN" in (a, b)),
        "group": float("-" in a + b),
        "official": float((a, b) in pairs or (b, a) in pairs),
        "official.up": float((up_a, up_b) in pairs or (up_b, up_a) in pairs),
    }


@cache
def official() -> tuple[frozenset[tuple[str, str]], frozenset[str], frozenset[str]]:
    """The official pairings, and the provinces that give and receive in them (those that do both count for neither)."""
    pairs, rise = gazetteer().pairings, gazetteer().province
    givers = frozenset(rise(giver) for giver, _ in pairs)
    takers = frozenset(rise(taker) for _, taker in pairs)
    return pairs, givers - takers, takers - givers


def _compare(links: dict[tuple[str, str], Link]) -> None:
    """How a pair stands among the others of its article."""
    told = {key: len(link.told) for key, link in links.items()}
    best = max(told.values(), default=0) or 1
    best_of: dict[str, int] = defaultdict(int)
    for key, count in told.items():
        for code in key:
            best_of[code] = max(best_of[code], count)
    for key, link in links.items():
        f = link.features
        f["told"], f["relative"] = log1p(told[key]), told[key] / best
        f["rival"] = float(any(best_of[code] > told[key] for code in key))
        f["only.near"] = float(told[key] == 0)


def _shade(links: dict[tuple[str, str], Link]) -> None:
    """Mark pairs whose places another candidate names more closely: 浙江–四川 beside 衢江–平武."""
    closer: dict[tuple[str, str], float] = defaultdict(float)
    for key, link in links.items():
        for up in _ups(*key):
            closer[up] = max(closer[up], link.features["claims"])
    for key, link in links.items():
        f = link.features
        f["shaded"] = float(key in closer)
        f["shaded.more"] = float(closer.get(key, -1.0) >= f["claims"])
        f["closest"] = float(any(up in links for up in _ups(*key)))


def _stand(cast: Cast, links: dict[tuple[str, str], Link]) -> None:
    """How near two places stand in the sentence that holds them closest, and who else stands there."""
    seats: dict[int, Seats] = {}
    for (a, b), link in links.items():
        f, best = link.features, None
        for number in link.scenes:
            if number not in seats:
                seats[number] = _seats(cast.scenes[number])
            held = seats[number]
            for i, one in held.get(a, ()):
                for j, other in held.get(b, ()):
                    apart = (abs(one - other), abs(i - j))
                    if best is None or apart < best[0]:
                        best = apart, (i, one), (j, other), held
        f["apart"] = float(best is None)
        if best is None:
            continue
        (clauses, actors), one, other, held = best
        beside = {clause for code, found in held.items() if code not in (a, b) for _, clause in found}
        f["clauses"], f["between"], f["leads"] = clauses, max(actors - 1, 0), float(min(one, other)[0] == 0)
        f["company"] = log1p(len(held))
        f["rivals"] = float(one[1] in beside) + float(other[1] in beside)


def _seats(scene: Scene) -> Seats:
    """For each code of a sentence, as which actor and in which clause it stands."""
    stops = [match.start() for match in CLAUSE_END.finditer(scene.text)]
    found: Seats = defaultdict(list)
    for number, actor in enumerate(scene.actors):
        seat = number, bisect_left(stops, actor.start)
        for code in actor.codes:
            found[code].append(seat)
    return found


@lru_cache(maxsize=4096)
def _ups(a: str, b: str) -> frozenset[tuple[str, str]]:
    """The pairs of the places that hold a or b, without the pair itself."""
    ups = {(x, y) if x < y else (y, x) for x in (a, *_parents(a)) for y in (b, *_parents(b)) if x != y}
    return frozenset(ups - {(a, b)})


def hear(links: list[Link], logits: Sequence[float]) -> None:
    """Add what the words around each pair say (``logits``), and how it stands among the others by that.

    Pairs told together share their fate: those of one claim or of one run (``mates``), and those that one rule finds in
    one sentence (``kin``).
    """
    best: dict[str, float] = {}
    mates: dict[int, list[float]] = defaultdict(list)
    kin: dict[tuple[str, int], list[float]] = defaultdict(list)
    for link, z in zip(links, logits, strict=True):
        for code in (link.a, link.b):
            best[code] = max(best.get(code, z), z)
        for claim in link.claims:
            mates[id(claim.run or claim)].append(z)
            kin[claim.rule, claim.scene].append(z)
    of_mates = {told: (sum(others) / len(others), len(others)) for told, others in mates.items()}
    of_kin = {told: (sum(others) / len(others), len(others)) for told, others in kin.items()}
    order = sorted(logits, reverse=True)
    rank = {z: number for number, z in reversed(list(enumerate(order)))}
    for link, z in zip(links, logits, strict=True):
        lags = sorted((best[link.a] - z, best[link.b] - z))
        ours = [of_mates[id(claim.run or claim)] for claim in link.claims]
        theirs = [of_kin[claim.rule, claim.scene] for claim in link.claims if not claim.is_near] or [(z, 1)]
        link.features |= {
            "words": z,
            "words.best": order[0],
            "words.lag": order[0] - z,
            "words.lag.least": lags[0],
            "words.lag.most": lags[1],
            "words.rank": float(rank[z]),
            "words.mates": max(mean for mean, _ in ours),
            "words.company": log1p(max(count for _, count in ours)),
            "words.kin": max(mean for mean, _ in theirs),
            "words.kin.count": log1p(max(count for _, count in theirs)),
            "candidates": log1p(len(links)),
        }


@cache
def _parents(code: str) -> tuple[str, ...]:
    return gazetteer().parents(code)
