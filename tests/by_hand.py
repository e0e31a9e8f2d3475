"""A small library made by hand, so that every figure asked of it can be worked out on paper.

row  article, published, source    partners (role)                       domains; forms; amounts
1    one, 2019-11-05, 宁夏日报      福建 350000 → 宁夏 640000              poverty, education; assistance;
                                                                          近10亿元 funding cumulative,
                                                                          人均500元 income per_unit
2    two, 2019-11-08, 福建日报      福建 350000 → 宁夏 640000              poverty; assistance, visit;
                                                                          3.2亿余元 funding single
3    three, no date, no source     杭州 330100 – 平武 510727 – 老挝 LAO    trade; agreement; 约200万美元 trade single
4    three                         衢江 330803 → 平武 510727              health; donation; 5万元至8万元 donation single
–    four, 2021-03, 宁夏日报        no row

Rows 1 and 2 are one case: same partners, a shared form, three days apart. Row 3 dates itself: signed on 2020-06-01,
planned for 2030. Articles three and four stand on one page; three is cut off.
"""

from lib.model import Amount, Article, Block, Body, Cooperation, Count, EventDate, Page, Partner, Span
from lib.store import ReadArticle, ReadPage, Store

NAMES = {
    "350000": "福建省",
    "640000": "宁夏回族自治区",
    "330100": "杭州市",
    "510727": "平武县",
    "LAO": "老挝",
    "330803": "衢江区",
}


def partners(**roles: str) -> tuple[Partner, ...]:
    """``partners(provider="350000", recipient="640000 330100")``: codes by role, in that order."""
    return tuple(
        Partner(code, NAMES[code], role, (Span(i, i + 1),))
        for role, codes in roles.items()
        for i, code in enumerate(codes.split())
    )


def article(name: str, published: str | None = None, source: str | None = None, text: str = "", **more) -> Article:
    return Article(
        name, f"{name}.txt", f"标题{name}", text or f"{name}的正文", published=published, source=source, **more
    )


def page(read: ReadArticle, *others: ReadArticle) -> ReadPage:
    """A page of the articles, its text their texts."""
    articles = [one.article for one in (read, *others)]
    original = "\n".join(one.text for one in articles)
    blocks = tuple(Block("paragraph", one.text, 0, len(one.text), i) for i, one in enumerate(articles))
    return ReadPage(Page(read.article.file, original, blocks, tuple(articles)), (read, *others))


def amount(text: str, value: float, kind: str, scope: str = "single", **more) -> Amount:
    return Amount(0, len(text), text, value=value, kind=kind, scope=scope, **more)


def pages() -> list[ReadPage]:
    """The library of the table above, three pages."""
    first = Cooperation(
        partners(provider="350000", recipient="640000"),
        (Body(0, 3, "援宁群", code="350000"),),
        ("poverty", "education"),
        ("assistance",),
        (
            amount("近10亿元", 1e9, "funding", "cumulative", qualifier="under"),
            amount("人均500元", 500, "income", "per_unit"),
        ),
        (Count(2, 5, "30批", value=30, unit="批", what="干部"),),
        (EventDate(0, 2, "日前", value="2019-11", kind="held"),),
        (Span(0, 4), Span(0, 2, True)),
        0.9,
    )
    second = Cooperation(
        partners(provider="350000", recipient="640000"),
        domains=("poverty",),
        forms=("assistance", "visit"),
        amounts=(amount("3.2亿余元", 3.2e8, "funding", qualifier="over"),),
        evidence=(Span(0, 4),),
        confidence=0.8,
    )
    third = Cooperation(
        partners(peer="330100 510727 LAO"),
        domains=("trade",),
        forms=("agreement",),
        amounts=(amount("约200万美元", 2e6, "trade", currency="USD", qualifier="about"),),
        dates=(
            EventDate(0, 2, "六一", value="2020-06-01", kind="signed"),
            EventDate(3, 5, "将来", value="2030", kind="planned"),
        ),
        evidence=(Span(0, 4),),
        confidence=0.4,
        flags=("date_unresolved",),
    )
    fourth = Cooperation(
        partners(provider="330803", recipient="510727"),
        domains=("health",),
        forms=("donation",),
        amounts=(amount("5万元至8万元", 5e4, "donation", value_max=8e4),),
        dates=(EventDate(0, 2, "近日", kind="held"),),
        evidence=(Span(2, 4),),
        confidence=0.7,
    )
    one = article("one", "2019-11-05", "宁夏日报", text="闽宁协作，援宁群众")
    two = article("two", "2019-11-08", "福建日报")
    three = article("three", text="杭州与平武、老挝签约 ABC", complete=False)
    four = article("four", "2021-03", "宁夏日报")
    return [
        page(ReadArticle(one, (first,), (("协作", 3), ("闽宁", 2)))),
        page(ReadArticle(two, (second,), (("协作", 1),))),
        page(ReadArticle(three, (third, fourth)), ReadArticle(four)),
    ]


def fill(store: Store) -> list[str]:
    """Import the library; its row ids in the order of the table above."""
    import_id = store.new_import_id()
    store.add(import_id, pages(), "by hand")
    store.finish_import(import_id, {"files": 3})
    order = "array_position(['one', 'two', 'three'], article_id), n_partners DESC"
    return list(store.ask(f"SELECT row_id FROM rows ORDER BY {order}")["row_id"])
