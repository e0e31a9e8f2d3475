"""A second library made by hand, for sums of money, maps, networks and words; every figure can be worked out on paper.

row  article, published  partners                                amounts; words
1    m1, 2010-06-01      浙江 330000 → 四川 510000               累计7亿, 3亿, 2亿 funding; 协作 3, 资金 1
2    m2, 2011-03-01      浙江 330000 → 四川 510000               累计7亿, 5亿, 4亿 funding; 协作 2
3    m3, 2018-12-14      上海 310000, 山东 370000 → 西藏 540000  累计超100亿 funding, 每村50万 per_unit;
                                                                 1000万美元 and 6600万元 investment; 援藏 2
4    m4, no date         成都 510100 – 老挝 LAO                  1000万至2000万 investment; 不足500万 funding;
                                                                 旅游 2, 协作 1
5    m5, 2018-05-02      上城区 330102 → 平武 510727             300万 donation, printed twice; 医院 2

Rows 1 and 2 name the same sum within a year: one case, which comes to 9亿 (5+4 in m2 is more than 7) in 2011.
"""

from __future__ import annotations

from dataclasses import replace

from by_hand import amount, article, page

from lib.model import Body, Cooperation, Partner, Span
from lib.store import ReadArticle, ReadPage, Store

TEXT = "上城区的医院对口帮扶平武县。医院捐款300万元，医院很忙！下一句。"


def partners(givers: str = "", takers: str = "", peers: str = "") -> tuple[Partner, ...]:
    roles = (("provider", givers), ("recipient", takers), ("peer", peers))
    return tuple(Partner(code, code, role, (Span(0, 1),)) for role, codes in roles for code in codes.split())


def row(who: tuple[Partner, ...], amounts: tuple, domains: str, form: str) -> Cooperation:
    return Cooperation(who, (), tuple(domains.split()), (form,), amounts, evidence=(Span(0, 4),), confidence=0.9)


def library() -> list[ReadPage]:
    give = partners("330000", "510000")
    m1 = (
        amount("累计7亿元", 7e8, "funding", "cumulative"),
        amount("3亿元", 3e8, "funding"),
        amount("2亿元", 2e8, "funding"),
    )
    m2 = (
        amount("累计7亿元", 7e8, "funding", "cumulative"),
        amount("5亿元", 5e8, "funding"),
        amount("4亿元", 4e8, "funding", "annual"),
    )
    m3 = (
        amount("超百亿元", 1e10, "funding", "cumulative", qualifier="over"),
        amount("每村50万元", 5e5, "funding", "per_unit"),
        amount("1000万美元", 1e7, "investment", currency="USD"),
        amount("6600万元", 6.6e7, "investment"),
    )
    m4 = (
        amount("1000万至2000万元", 1e7, "investment", value_max=2e7),
        amount("不足500万元", 5e6, "funding", qualifier="under"),
    )
    at = TEXT.index("300万元")
    m5 = [amount("300万元", 3e6, "donation", scope) for scope in ("single", "unknown")]
    m5 = tuple(replace(one, start=at, end=at + len("300万元")) for one in m5)
    read = [
        ("m1", "2010-06-01", "甲", row(give, m1, "infrastructure", "project"), (("协作", 3), ("资金", 1))),
        ("m2", "2011-03-01", "乙", row(give, m2, "infrastructure", "agreement"), (("协作", 2),)),
        (
            "m3",
            "2018-12-14",
            "丙",
            row(partners("310000 370000", "540000"), m3, "talent", "assistance"),
            (("援藏", 2),),
        ),
        ("m4", None, "丁", row(partners(peers="510100 LAO"), m4, "trade", "visit"), (("旅游", 2), ("协作", 1))),
        (
            "m5",
            "2018-05-02",
            TEXT,
            row(partners("330102", "510727"), m5, "health education", "donation"),
            (("医院", 2),),
        ),
    ]
    return [
        page(ReadArticle(article(name, published, text=f"{text}的正文。" if len(text) == 1 else text), (found,), words))
        for name, published, text, found, words in read
    ]


def shared_figure() -> list[ReadPage]:
    """湖北 → 重庆 and 湖南 → 重庆: two rows of one article that tells 40亿 of both, and 10亿 more of 湖南."""
    text = "湖北、湖南贷给重庆40亿元，湖南另有10亿元。"
    both, own = (
        replace(amount(f"{n}亿元", n * 1e8, "loan"), start=text.index(f"{n}亿元"), end=text.index(f"{n}亿元") + 4)
        for n in (40, 10)
    )
    rows = (
        row(partners("420000", "500000"), (both,), "finance", "agreement"),
        row(partners("430000", "500000"), (both, own), "finance", "agreement"),
    )
    return [page(ReadArticle(article("m6", "2019-07-01", text=text), rows))]


def bodies() -> list[ReadPage]:
    """浙江 → 四川: 浙江大学 with 四川大学, in the second row also a firm of no known place; 浙江 – 上海: 浙江大学 with
    复旦大学; a last row names 独一医院 alone."""

    def named(*names: tuple[str, str | None]) -> tuple[Body, ...]:
        return tuple(Body(0, 1, name, code=code) for name, code in names)

    one, two = ("浙江大学", "330000"), ("四川大学", "510000")
    give, peers = partners("330000", "510000"), partners(peers="330000 310000")
    told = [
        ("b1", "2010-06-01", give, named(one, one, two)),
        ("b2", "2019-06-01", give, named(one, two, ("<b>甲公司</b>", None))),
        ("b3", "2020-06-01", peers, named(one, ("复旦大学", "310000"))),
        ("b4", "2021-06-01", peers, named(("独一医院", "310000"))),
    ]
    return [
        page(ReadArticle(article(name, day), (replace(row(who, (), "education", "visit"), organisations=acting),)))
        for name, day, who, acting in told
    ]


def fill(store: Store, pages: list[ReadPage] | None = None) -> dict[str, str]:
    """Import the library, or other pages; article → its row id (the last, where it has several)."""
    import_id = store.new_import_id()
    store.add(import_id, pages if pages is not None else library(), "by hand")
    store.finish_import(import_id, {})
    table = store.ask("SELECT article_id, row_id FROM rows")
    return dict(zip(table["article_id"], table["row_id"], strict=True))
