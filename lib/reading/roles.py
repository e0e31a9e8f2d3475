"""Who gives and who receives in a pair: provider, recipient, or peers.

Both orders of a pair are judged by the claims that name a giver, by the claims of acting together, and by the official
pairings; the model ``givers`` (``lib/reading/judges.py``) weighs them.
"""

from __future__ import annotations

from collections import defaultdict

from lib.lexicon import gazetteer
from lib.reading.actors import Cast
from lib.reading.judges import judge
from lib.reading.links import Link, official
from lib.reading.wording import Marked

CARRIED = ("density", "foreign", "same.province", "official.up", "told", "claims", "aid", "title.cue")


def giving(link: Link, giver: str, taker: str) -> dict[str, float]:
    """What speaks for and against ``giver`` helping ``taker``."""
    f: dict[str, float] = defaultdict(float)
    for claim in link.claims:
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
    for name in CARRIED:
        f[name] = link.features[name]
    return f


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


def directions(links: list[Link], cast: Cast) -> list[int]:
    """For each pair 1 where a gives to b, −1 where b gives to a, 0 where they are peers."""
    model = judge("givers")
    forth = [model.heard(giving(link, link.a, link.b), toward(link, link.a, link.b, cast)) for link in links]
    back = [model.heard(giving(link, link.b, link.a), toward(link, link.b, link.a, cast)) for link in links]
    chances = model.chances(forth + back)
    return [
        0 if max(pair) < model.threshold else (1 if pair[0] >= pair[1] else -1)
        for pair in zip(chances[: len(links)], chances[len(links) :], strict=True)
    ]
