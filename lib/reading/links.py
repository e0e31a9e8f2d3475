"""Which places act together: the claims of single sentences, weighed with what the whole article says of a pair.

Every pair of a claim is a candidate. Its features are how often each rule read it, in the title and in the text, and
how the article speaks of its two places. ``data/lexicon/weights.yaml`` weighs them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from math import exp, log1p

from lib.lexicon import gazetteer, lexicon
from lib.reading.actors import Cast
from lib.reading.claims import Claim, Told, tell

MOST_LINKS = 3000  # candidates of an article


@dataclass(slots=True)
class Link:
    """A candidate pair ``a`` < ``b``, its features, and the claims that make it."""

    a: str
    b: str
    features: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    claims: list[Claim] = field(default_factory=list)

    @property
    def scenes(self) -> list[int]:
        """The numbers of the sentences that speak of the pair, in order."""
        return sorted({claim.scene for claim in self.claims})


def links_of(cast: Cast) -> tuple[list[Link], list[Told]]:
    """The candidates of an article with their features, and what was told sentence by sentence."""
    told = tell(cast.scenes)
    links: dict[tuple[str, str], Link] = {}
    for found in told:
        for claim in found.claims:
            for a, b in claim.pairs():
                if len(links) < MOST_LINKS or tuple(sorted((a, b))) in links:
                    _add(links, claim, a, b, cast)
    _weigh(cast, told, links)
    return list(links.values()), told


def _add(links: dict, claim: Claim, a: str, b: str, cast: Cast) -> None:
    key = (a, b) if a < b else (b, a)
    link = links.setdefault(key, Link(*key))
    where = "title" if cast.scenes[claim.scene].sentence.in_title else "text"
    link.features[claim.rule] = min(link.features[claim.rule] + 1, 3)
    link.features[f"{claim.rule.split('.')[0]}.{where}"] = 1.0
    link.claims.append(claim)


def _weigh(cast: Cast, told: list[Told], links: dict) -> None:
    """What the whole article says of each pair."""
    named: dict[str, int] = defaultdict(int)
    seats: dict[str, set[int]] = defaultdict(set)
    hows: dict[str, set[str]] = defaultdict(set)
    for number, scene in enumerate(cast.scenes):
        for actor in scene.actors:
            for code in actor.codes:
                named[code] += 1
                seats[code].add(number)
                hows[code].add(actor.how)
    order = sorted(named, key=lambda code: (-named[code], min(seats[code])))
    rank = {code: number for number, code in enumerate(order)}
    count = max(len(cast.scenes), 1)
    density = sum("joint" in found.cues or "help" in found.cues for found in told) / count
    noise = sum("none" in found.cues for found in told) / count
    aid = sum("help" in found.cues for found in told) / count
    titled = cast.scenes[0].codes if cast.scenes and cast.scenes[0].sentence.in_title else []
    title_cue = bool(told) and bool(titled) and any(cue in told[0].cues for cue in ("joint", "help", "line"))
    for (a, b), link in links.items():
        f = link.features
        both = seats[a] & seats[b]
        f["claims"] = log1p(len({claim.scene for claim in link.claims}))
        f["share"] = min(named[a], named[b]) / count
        f["rank"] = 1 / (1 + max(rank[a], rank[b]))
        f["early"] = 1 / (1 + min(link.scenes))
        f["together"] = log1p(len(both))
        f["crowd.least"] = log1p(min((len(cast.scenes[n].codes) for n in link.scenes), default=0))
        f["density"], f["noise"], f["crowd"] = density, noise, log1p(len(named))
        f["none"] = sum("none" in told[n].cues for n in link.scenes) / len(link.scenes)
        f["title.both"], f["title.one"] = float(a in titled and b in titled), float((a in titled) != (b in titled))
        f["title.cue"] = float(title_cue)
        f["aid"] = aid
        f["only.body"] = float(hows[a] == {"body"}) + float(hows[b] == {"body"})
        f["only.frame"] = float(hows[a] <= {"frame", "compound"}) + float(hows[b] <= {"frame", "compound"})
        _weigh_places(link)
    _compare(links)
    _shade(links)


def _compare(links: dict) -> None:
    """How a pair stands among the others of its article."""
    strength = {key: sum(not claim.rule.startswith("near") for claim in link.claims) for key, link in links.items()}
    best = max(strength.values(), default=0) or 1
    best_of: dict[str, int] = defaultdict(int)
    for key, value in strength.items():
        for code in key:
            best_of[code] = max(best_of[code], value)
    for key, link in links.items():
        link.features["strength"] = log1p(strength[key])
        link.features["relative"] = strength[key] / best
        link.features["rival"] = float(any(best_of[code] > strength[key] for code in key))
        link.features["only.near"] = float(strength[key] == 0)


def _weigh_places(link: Link) -> None:
    """What the two places are to each other."""
    f, a, b, map_ = link.features, link.a, link.b, gazetteer()
    province = map_.province
    f["nested"] = float(a in _parents(b) or b in _parents(a))
    f["same.province"] = float(a.isdigit() and b.isdigit() and province(a) == province(b))
    f["same.level"] = float(map_.place(a).level == map_.place(b).level)
    f["foreign"] = float(not a.isdigit()) + float(not b.isdigit())
    f["both.foreign"] = float(not a.isdigit() and not b.isdigit())
    f["china"] = float("CHN" in (a, b))
    f["group"] = float("-" in a + b)
    pairs, _, _ = official()
    f["official"] = float((a, b) in pairs or (b, a) in pairs)
    f["official.up"] = float((province(a), province(b)) in pairs or (province(b), province(a)) in pairs)


@cache
def official() -> tuple[frozenset[tuple[str, str]], frozenset[str], frozenset[str]]:
    """The official pairings, and the provinces that give and receive in them (those that do both count for neither)."""
    pairs, rise = gazetteer().pairings, gazetteer().province
    givers = frozenset(rise(giver) for giver, _ in pairs)
    takers = frozenset(rise(taker) for _, taker in pairs)
    return pairs, givers - takers, takers - givers


def _shade(links: dict) -> None:
    """Mark pairs whose places another candidate names more closely: 浙江–四川 beside 衢江–平武."""
    closer: dict[tuple[str, str], float] = defaultdict(float)
    for (a, b), link in links.items():
        if link.features["nested"]:
            continue
        for up in _ups(a, b):
            closer[up] = max(closer[up], link.features["claims"])
    for key, link in links.items():
        link.features["shaded"] = float(key in closer)
        link.features["shaded.more"] = float(closer.get(key, -1.0) >= link.features["claims"])
        link.features["closest"] = float(any(up in links for up in _ups(*key)))


def _ups(a: str, b: str) -> set[tuple[str, str]]:
    """The pairs of the places that hold a or b, without the pair itself."""
    ups = {tuple(sorted((x, y))) for x in (a, *_parents(a)) for y in (b, *_parents(b)) if x != y}
    return ups - {(a, b)}


@cache
def _parents(code: str) -> tuple[str, ...]:
    return gazetteer().parents(code)


def accepted(links: list[Link]) -> list[tuple[Link, float]]:
    """The candidates that are cooperations, each with its chance (0–1).

    A pair of provinces whose counties are a pair of their own is the frame that they act in (浙江–四川 above
    衢江–平武), unless it is nearly sure by itself.
    """
    weights = lexicon("weights")["link"]
    judged = [(link, p) for link in links if (p := logistic("link", link.features)) >= weights["threshold"]]
    frames = {up for link, _ in judged for up in _ups(link.a, link.b)}
    return [(link, p) for link, p in judged if (link.a, link.b) not in frames or p >= weights["frame_threshold"]]


def logistic(model: str, features: dict[str, float]) -> float:
    """A model of ``data/lexicon/weights.yaml`` applied: 1 / (1 + exp(−(base + Σ weight × feature)))."""
    weights = lexicon("weights")[model]
    total = weights["base"] + sum(weights["features"].get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))
