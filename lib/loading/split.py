"""Which paragraphs belong to which heading: headings stand above or below their body, kickers above headings.

A dynamic programme over the page's headings picks, for each, whether its body follows (above) or precedes it (below),
and where a run of paragraphs between two bodies is cut, so that bodies share words with their titles and begin and end
as articles do. Linear in the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum, log

from lib.loading.clean import simplify
from lib.loading.kinds import Piece, is_lead, starts_within

ABOVE, BELOW = "above", "below"
LOOK = 5  # headings looked ahead: a body's heading may have up to LOOK - 1 kickers and subtitles beside it
LEAST_PAIRS = 9  # a shorter heading is measured as if it had so many pairs of characters: it meets them by chance
NEVER = -1e9
# What speaks for (+) and against (−) a way to take the page apart, beside the likeness of bodies to their titles (0–2
# a paragraph). Set on composed pages of the sample library, seeds 1–3; fresh seeds were only counted.
COST = {
    "below": -1.5,  # a heading under its body is the rarer way
    "below, unmarked": -3.0,
    "above, byline follows": 1.0,  # □本报记者 stands between heading and body
    "above, caption follows": 0.7,
    "above, bracket follows": -1.0,  # （王立） stands behind a body or the heading under it
    "above, name follows": -0.3,
    "below, name follows": 1.5,
    "kicker": -0.3,
    "bold kicker": -0.8,
    "marked kicker": -3.0,
    "subtitle": -2.0,
    "marked subtitle": -4.0,
    "crosshead": -1.0,
    "crosshead, each character over 9": -0.25,
    "crosshead, not enclosed": -4.0,
    "stray": -4.0,  # a short line that is nobody's
    "marked, no heading": -8.0,
    "no body": -8.0,
    "headless": -3.0,  # paragraphs without a heading, and 1 more for each
    "begins within": -0.5,
    "border": -0.5,  # between a body above and a body below the next heading
    "border, byline": 3.0,
    "border, advertisement": 2.5,
    "border, caption": 1.5,
    "border, furniture": 1.0,
    "border, lead": 3.0,
    "border, opening": 0.7,
    "border, begins within": -3.0,
    "breach, byline": -2.0,  # an article that goes on behind the sign of its end
    "breach, advertisement": -0.5,
    "breach, lead": -2.0,
}
_OPENING = re.compile("(?:近日|日前|昨日|今日|昨天|今天|近期|\\d{1,2}月\\d{1,2}日|\\d{1,2}日)")


@dataclass
class Draft:
    """An article in the making: indices of pieces. ``heading`` None: a text whose heading is not on the page."""

    heading: int | None
    kickers: list[int] = field(default_factory=list)
    subtitles: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Step:
    """From one heading with a body to the next: what becomes of all that stands between them."""

    score: float
    cut: int = 0
    kickers: tuple[int, ...] = ()
    subtitles: tuple[int, ...] = ()
    crossheads: tuple[int, ...] = ()
    strays: tuple[int, ...] = ()


def split(pieces: list[Piece]) -> list[Draft]:
    """The page's articles in order. Marks crossheads; stray lines among the headings become furniture."""
    return _Splitter(pieces).drafts()


class _Splitter:
    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.headings = [i for i, p in enumerate(pieces) if p.kind == "heading" and not p.crosshead]
        self.likeness = _Likeness(pieces, self.headings)
        self._borders: dict[tuple[int, int], float] = {}
        self._breaches: dict[tuple[int, int], float] = {}

    def drafts(self) -> list[Draft]:
        if not self.headings:
            body = [i for i, p in enumerate(self.pieces) if p.kind == "paragraph" or p.crosshead]
            others = [i for i, p in enumerate(self.pieces) if p.kind in ("byline", "caption", "furniture")]
            return [Draft(None, body=body, others=others)] if body else []
        return self._collect(self._best_path())

    def _best_path(self) -> list[tuple[int, str, _Step]]:
        """(index in headings, label, step that led here), the end as (len(headings), "", step)."""
        count = len(self.headings)
        best: dict[tuple[int, str], tuple[float, tuple[int, str] | None, _Step]] = {(-1, ""): (0.0, None, _Step(0))}
        for at in range(count + 1):
            for label in (ABOVE, BELOW) if at < count else ("",):
                own = self._prior(at, label) if label else 0.0
                options = []
                for before in range(max(-1, at - LOOK), at):
                    for earlier in ("",) if before < 0 else (ABOVE, BELOW):
                        if (before, earlier) in best:
                            step = self._step(before, earlier, at, label)
                            options.append((best[before, earlier][0] + step.score + own, (before, earlier), step))
                if options:
                    best[at, label] = max(options, key=lambda one: one[0])
        path, state = [], (count, "")
        while state[0] >= 0:
            _, before, step = best[state]
            path.append((*state, step))
            state = before
        return path[::-1]

    def _prior(self, at: int, label: str) -> float:
        """How likely a heading stands so, by itself and by what follows it at once."""
        index = self.headings[at]
        line = self.pieces[index].line
        score = 0.0 if label == ABOVE else COST["below"] if line.level else COST["below, unmarked"]
        follower = self.pieces[index + 1] if index + 1 < len(self.pieces) else None
        if follower is not None and follower.byline:
            scope = follower.byline.scope
            if scope == "own":
                score += COST["above, byline follows"] if label == ABOVE else 0.0
            elif scope in ("bracket", "name"):
                score += COST["below, name follows"] if label == BELOW else COST[f"above, {scope} follows"]
        elif follower is not None and follower.kind == "caption" and label == ABOVE:
            score += COST["above, caption follows"]
        return score

    def _between(self, before: int, at: int) -> range:
        start = self.headings[before] + 1 if before >= 0 else 0
        return range(start, self.headings[at] if at < len(self.headings) else len(self.pieces))

    def _step(self, before: int, earlier: str, at: int, label: str) -> _Step:
        span = self._between(before, at)
        extra, kickers, subtitles, crossheads, strays = self._extras(span, before, earlier, at, label)
        if extra == NEVER:
            return _Step(NEVER)
        body = [i for i in span if self.pieces[i].kind == "paragraph"]
        score, cut = self._share(body, span, before, earlier, at, label)
        return _Step(score + extra, cut, kickers, subtitles, crossheads, strays)

    def _extras(self, span: range, before: int, earlier: str, at: int, label: str):
        """What the headings passed over are: kickers of the next, subtitles of the last, crossheads or strays."""
        score, kickers, subtitles, crossheads, strays = 0.0, [], [], [], []
        passed = self.headings[before + 1 : at]
        body = [i for i in span if self.pieces[i].kind == "paragraph"]
        first, last = (body[0], body[-1]) if body else (span.stop, span.start - 1)
        for index in passed:
            line = self.pieces[index].line
            choices = [(COST["marked, no heading"] if line.level else COST["stray"], strays)]
            if label == ABOVE and index > last:
                kind = "marked kicker" if line.level else "bold kicker" if line.bold else "kicker"
                choices.append((COST[kind], kickers))
            if earlier == ABOVE and index < first:
                dash = line.text.startswith(("——", "—", "－－", "--"))
                kind = "marked subtitle" if line.level else "subtitle"
                choices.append((0.0 if dash else COST[kind], subtitles))
            if first < index < last:
                choices.append((self._crosshead(index), crossheads))
            worth, group = max(choices, key=lambda one: one[0])
            score += worth
            group.append(index)
        return score, tuple(kickers), tuple(subtitles), tuple(crossheads), tuple(strays)

    def _crosshead(self, index: int) -> float:
        """How well a heading stands inside an article: short, unmarked, straight between two paragraphs."""
        line = self.pieces[index].line
        beside = [piece.kind for piece in (self.pieces[index - 1], self.pieces[index + 1])]
        enclosed = all(kind in ("paragraph", "repeat") for kind in beside)
        if line.level:
            return COST["marked, no heading"]
        length = COST["crosshead, each character over 9"] * max(0, len(line.text) - 9)
        return COST["crosshead"] + length + (0.0 if enclosed else COST["crosshead, not enclosed"])

    def _share(self, body: list[int], span: range, before: int, earlier: str, at: int, label: str) -> tuple[float, int]:
        """(score, cut): the first ``cut`` paragraphs go to the earlier heading, the rest to the next one."""
        left, right = earlier == ABOVE, label == BELOW
        if not left and not right:
            return (COST["headless"] - len(body) if body else 0.0), 0
        if left and right:
            return self._cut(body, span, before, at) if len(body) > 1 else (NEVER / 2, len(body))
        if not body:
            return COST["no body"], 0
        heading = before if left else at
        score = sum(self.likeness(heading, i) for i in body)
        score += sum(self._breach(a, b) for a, b in pairwise(body))
        if starts_within(self.pieces[body[0]].text):
            score += COST["begins within"]
        return score, len(body) if left else 0

    def _cut(self, body: list[int], span: range, before: int, at: int) -> tuple[float, int]:
        """The best place to part a run between the heading above it and the heading below it."""
        breaches = [self._breach(a, b) for a, b in pairwise(body)]
        lefts = [self.likeness(before, i) for i in body]
        score = lefts[0] + sum(self.likeness(at, i) for i in body[1:]) + sum(breaches)
        best, cut = NEVER, 1
        for place in range(1, len(body)):
            if place > 1:
                score += lefts[place - 1] - self.likeness(at, body[place - 1])
            here = score - breaches[place - 1] + self._border(body[place - 1], body[place])
            if here > best:
                best, cut = here, place
        return best, cut

    def _border(self, a: int, b: int) -> float:
        return _kept(self._borders, self._rate_border, a, b)

    def _breach(self, a: int, b: int) -> float:
        return _kept(self._breaches, self._rate_breach, a, b)

    def _rate_border(self, a: int, b: int) -> float:
        """How much the place between two paragraphs looks like the end of one article and the start of the next."""
        score = COST["border"]
        for piece in self.pieces[a + 1 : b]:
            if piece.byline:
                score += COST["border, byline"]
            elif piece.kind in ("advertisement", "caption", "furniture"):
                score += COST[f"border, {piece.kind}"]
        text = self.pieces[b].text
        if is_lead(text):
            score += COST["border, lead"]
        elif _OPENING.match(text):
            score += COST["border, opening"]
        return score + (COST["border, begins within"] if starts_within(text) else 0.0)

    def _rate_breach(self, a: int, b: int) -> float:
        """What it costs to keep two paragraphs in one article that a sign of an end stands between."""
        between = self.pieces[a + 1 : b]
        score = COST["breach, byline"] * sum(piece.byline is not None for piece in between)
        score += COST["breach, advertisement"] * sum(piece.kind == "advertisement" for piece in between)
        return score + (COST["breach, lead"] if is_lead(self.pieces[b].text) else 0.0)

    def _collect(self, path: list[tuple[int, str, _Step]]) -> list[Draft]:
        drafts: list[Draft] = []
        earlier: Draft | None = None
        before, earlier_label = -1, ""
        for at, label, step in path:
            later = Draft(self.headings[at]) if label else None
            span = self._between(before, at)
            for index in step.crossheads:
                self.pieces[index].crosshead = True
            for index in step.strays:
                self.pieces[index].kind = "furniture"
            if earlier:
                earlier.subtitles += step.subtitles
            if later:
                later.kickers += step.kickers
            body = [i for i in span if self.pieces[i].kind == "paragraph"]
            headless = self._give(body, span, step.cut, earlier, earlier_label, later, label)
            drafts += [draft for draft in (headless, later) if draft]
            earlier, before, earlier_label = later, at, label
        return [draft for draft in drafts if draft.body or draft.heading is not None]

    def _give(self, body, span, cut, earlier, earlier_label, later, label) -> Draft | None:
        """Hand out what stands between two headings; what neither takes makes an article without a heading."""
        left = earlier if earlier_label == ABOVE else None
        right = later if label == BELOW else None
        headless = Draft(None) if body and not left and not right else None
        border = (body[cut - 1], body[cut]) if left and right else None
        for index in span:
            piece = self.pieces[index]
            if piece.kind == "paragraph" or piece.crosshead:
                owner = headless or (left if right is None or (left and index <= border[0]) else right)
                if owner:
                    owner.body.append(index)
            elif piece.kind in ("byline", "caption", "furniture", "repeat"):
                first = body[0] if body else span.stop
                owner = self._owner(piece, index, first, border, earlier, left, right, later) or headless
                if owner:
                    owner.others.append(index)
        return headless

    def _owner(self, piece, index, first, border, earlier, left, right, later) -> Draft | None:
        """Whose a byline or caption is: a bare name ends an article, a marked one or a picture begins the next.

        ``first``: the first paragraph of the span; ``border``: the paragraphs before and behind the cut.
        """
        bare = piece.byline is not None and piece.byline.scope in ("name", "bracket")
        if left and right:
            if index < border[0]:
                return left
            if index > border[1]:
                return right
            return left if bare or piece.kind in ("furniture", "repeat") else right
        if left:
            return left
        if right:
            return earlier if bare and earlier and index < first else right
        return earlier if bare or not later else later


def _kept(known: dict, rate: Callable[[int, int], float], a: int, b: int) -> float:
    """The rating of two neighbours, worked out once: a run of paragraphs is weighed for many headings."""
    found = known.get((a, b))
    if found is None:
        found = known[a, b] = rate(a, b)
    return found


class _Likeness:
    """How much a paragraph speaks of what a heading says: 0–2, by the pairs of characters they share."""

    def __init__(self, pieces: list[Piece], headings: list[int]) -> None:
        self._titles = [_pairs(pieces[i].text) for i in headings]
        wanted = set().union(*self._titles) if self._titles else set()
        paragraphs = [(i, piece.text) for i, piece in enumerate(pieces) if piece.kind == "paragraph"]
        self._found = {i: wanted & _pairs(text) if wanted else wanted for i, text in paragraphs}
        spread = Counter(pair for pairs in self._found.values() for pair in pairs)
        total = len(self._found) + 1
        self._known: dict[tuple[int, int], float] = {}
        self._weight = {pair: log(1 + total / (1 + spread[pair])) for pair in wanted}
        usual = LEAST_PAIRS * fsum(self._weight.values()) / max(1, len(self._weight))
        self._norm = [max(usual, fsum(self._weight[pair] for pair in pairs)) or 1.0 for pairs in self._titles]

    def __call__(self, heading: int, paragraph: int) -> float:
        if not 0 <= heading < len(self._titles):
            return 0.0
        known = self._known.get((heading, paragraph))
        if known is None:
            shared = fsum(self._weight[pair] for pair in self._titles[heading] & self._found[paragraph])
            known = self._known[heading, paragraph] = min(2.0, 6.0 * shared / self._norm[heading])
        return known


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"[\W_]+", "", simplify(text))
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
