"""Who gives and who receives in a pair: provider, recipient, or peers.

Both orders of a pair are judged by the claims that name a giver, by the claims of acting together, and by the official
pairings; ``data/lexicon/weights.yaml`` weighs them (``giver``).
"""

from __future__ import annotations

from collections import defaultdict

from lib.lexicon import gazetteer, lexicon
from lib.reading.links import Link, logistic, official

CARRIED = ("density", "title.cue", "foreign", "same.province", "official.up", "claims", "aid")


def giving(link: Link, giver: str, taker: str) -> dict[str, float]:
    """What speaks for and against ``giver`` helping ``taker``."""
    f: dict[str, float] = defaultdict(float)
    for claim in link.claims:
        if not claim.givers:
            f[f"joint.{claim.rule.split('.')[0]}"] = 1.0
        elif giver in claim.givers:
            f[claim.rule] = min(f[claim.rule] + 1, 2)
            f["forth"] = min(f["forth"] + 1, 3)
        else:
            f[f"back.{claim.rule}"] = 1.0
            f["back"] = min(f["back"] + 1, 3)
    f["prior"] = float(prior(giver, taker))
    f["official.forth"] = float((giver, taker) in official()[0])
    f["to.foreign"], f["from.foreign"] = float(not taker.isdigit()), float(not giver.isdigit())
    for name in CARRIED:
        f[name] = link.features[name]
    return f


def prior(a: str, b: str) -> int:
    """1 where a's province gives and b's receives in the official pairings, −1 the other way round, else 0."""
    pairs, givers, takers = official()
    if (a, b) in pairs or (b, a) in pairs:
        return 1 if (a, b) in pairs else -1
    up_a, up_b = gazetteer().province(a), gazetteer().province(b)
    forth, back = up_a in givers and up_b in takers, up_b in givers and up_a in takers
    return int(forth) - int(back)


def direction(link: Link) -> int:
    """1 where a gives to b, −1 where b gives to a, 0 where they are peers."""
    forth = logistic("giver", giving(link, link.a, link.b))
    back = logistic("giver", giving(link, link.b, link.a))
    if max(forth, back) < lexicon("weights")["giver"]["threshold"]:
        return 0
    return 1 if forth >= back else -1
