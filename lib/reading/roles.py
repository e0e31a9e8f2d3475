"""Who gives and who receives in a pair: provider, recipient, or peers.

Both orders of a pair are judged by the claims that name a giver, by the claims of acting together, and by the official
pairings; the model ``givers`` (``lib/reading/judges.py``) weighs them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log1p

from lib.lexicon import gazetteer
from lib.reading.actors import Cast
from lib.reading.judges import judge
from lib.reading.links import Link, official
from lib.reading.wording import Marked

LEVELS = {"province": 1.0, "city": 2.0, "county": 3.0}
LONGEST_SENTENCE = 1000  # characters, to put a place in a sentence into the order of places
CARRIED = ("density", "foreign", "same.province", "official.up", "told", "claims", "aid", "title.cue")


def giving(link: Link, giver: str, taker: str, cast: Cast) -> dict[str, float]:
    """What speaks for and against ``giver`` helping ``taker``."""
    f: dict[str, float] = defaultdict(float)
    for claim in link.claims:
        if claim.run and claim.run.hub in (giver, taker):
            f["hub.forth" if claim.run.hub == giver else "hub.back"] = 1.0
        if not claim.givers:
            if not claim.is_near:
                f[f"joint.{claim.cue}"] = 1.0
                f["joint"] = min(f["joint"] + 1, 3)
            continue
        is_forth = giver in claim.givers
        side = "" if is_forth else "back."
        f[f"{side}{claim.rule}{'.filled' if claim.filled else ''}"] = 1.0
        f[f"{side}{claim.cue}"] = 1.0
        f["forth" if is_forth else "back"] = min(f["forth" if is_forth else "back"] + 1, 3)
    f["prior"] = float(prior(giver, taker))
    f["official.forth"] = float((giver, taker) in official()[0])
    f["to.foreign"], f["from.foreign"] = float(not taker.isdigit()), float(not giver.isdigit())
    f |= {name: link.features[name] for name in CARRIED}
    return f | _named("giver", giver, cast) | _named("taker", taker, cast)


def _named(side: str, code: str, cast: Cast) -> dict[str, float]:
    """How an article names one side of a pair."""
    named = cast.named[code]
    hows = [actor.how for _, actor in named]
    number, actor = named[0]
    return {
        f"{side}.body": hows.count("body") / len(hows),
        f"{side}.frame": hows.count("frame") / len(hows),
        f"{side}.titled": float(cast.scenes[number].sentence.in_title),
        f"{side}.level": LEVELS.get(gazetteer().place(code).level, len(LEVELS)),
        f"{side}.named": log1p(len(named)),
        f"{side}.first": number + actor.start / LONGEST_SENTENCE,
    }


def toward(link: Link, giver: str, taker: str, cast: Cast) -> Marked:
    """The words around a pair, by where ``giver`` and ``taker`` stand."""
    return cast.wording.toward(giver, taker, link.scenes)


def prior(a: str, b: str) -> int:
    """1 where a's province gives and b's receives in the official pairings, −1 the other way round, else 0."""
    pairs, givers, takers = official()
    if (a, b) in pairs or (b, a) in pairs:
        return 1 if (a, b) in pairs else -1
    up_a, up_b = gazetteer().province(a), gazetteer().province(b)
    forth, back = up_a in givers and up_b in takers, up_b in givers and up_a in takers
    return int(forth) - int(back)


def lean(orders: Sequence[tuple[str, str]], features: Sequence[dict[str, float]]) -> None:
    """Add which way words and claims lean, for (giver, taker) and in the other pairs of this giver and of this taker.

    ``orders``: both orders of every pair of an article; ``features``: what ``giving`` tells of each, with what the
    words around it say (``words``).
    """
    said = {order: (f["words"], f["forth"] + f["official.forth"]) for order, f in zip(orders, features, strict=True)}
    leans = {(a, b): [x - y for x, y in zip(said[a, b], said[b, a], strict=True)] for a, b in orders}
    gives: dict[str, dict[str, list[float]]] = defaultdict(dict)
    takes: dict[str, dict[str, list[float]]] = defaultdict(dict)
    for (a, b), both in leans.items():
        gives[a][b] = takes[b][a] = both
    strongest = [max((abs(both[i]) for both in leans.values()), default=0.0) for i in (0, 1)]
    for (a, b), f in zip(orders, features, strict=True):
        others = {
            "giver": [both for other, both in gives[a].items() if other != b],
            "taker": [both for other, both in takes[b].items() if other != a],
        }
        for i, name in enumerate(("words", "claims")):
            f[f"lean.{name}"] = leans[a, b][i]
            f[f"lean.{name}.best"] = strongest[i]
            for side, held in others.items():
                f[f"lean.{name}.{side}"] = sum(both[i] for both in held) / max(len(held), 1)
                f[f"lean.{name}.{side}.most"] = max((both[i] for both in held), key=abs, default=0.0)
        f |= {f"others.{side}": float(len(held)) for side, held in others.items()}


def directions(links: list[Link], cast: Cast) -> list[int]:
    """For each pair 1 where a gives to b, −1 where b gives to a, 0 where they are peers."""
    model = judge("givers")
    both = [(link, order) for link in links for order in ((link.a, link.b), (link.b, link.a))]
    features = [model.heard(giving(link, *order, cast), toward(link, *order, cast)) for link, order in both]
    lean([order for _, order in both], features)
    chances = model.chances(features)
    return [
        0 if max(pair) < model.threshold else (1 if pair[0] >= pair[1] else -1)
        for pair in zip(chances[::2], chances[1::2], strict=True)
    ]
