"""The gazetteer: codes, parents, names, search, groups; its tables hold together."""

import json

import pytest

from lib.errors import DataError
from lib.lexicon import DATA, gazetteer, problems


def meanings(name):
    return {sense.codes for sense in gazetteer().names().get(name, ())}


def test_tables_and_lexicon_hold_together():
    assert problems() == []


def test_all_divisions_in_force_are_there():
    levels = [place.level for place in gazetteer()]
    assert (levels.count("province"), levels.count("city")) == (34, 333)
    assert levels.count("county") > 2840


@pytest.mark.parametrize(
    "code, name, short, name_en, short_en",
    [
        ("510000", "四川省", "四川", "Sichuan", "Sichuan"),
        ("510727", "平武县", "平武", "Pingwu County", "Pingwu"),
        ("513400", "凉山彝族自治州", "凉山", "Liangshan Yi Autonomous Prefecture", "Liangshan"),
        ("610000", "陕西省", "陕西", "Shaanxi", "Shaanxi"),
        ("150100", "呼和浩特市", "呼和浩特", "Hohhot", "Hohhot"),
        ("500101", "万州区", "万州", "Wanzhou District", "Wanzhou"),
        ("LAO", "老挝人民民主共和国", "老挝", "Laos", "Laos"),
        ("X-ASEAN", "东南亚国家联盟", "东盟", "ASEAN", "ASEAN"),
    ],
)
def test_names(code, name, short, name_en, short_en):
    g = gazetteer()
    assert (g.name(code), g.short(code), g.name(code, "en"), g.short(code, "en")) == (name, short, name_en, short_en)


def test_codes_roll_up():
    g = gazetteer()
    assert g.province("510727") == "510000" and g.province("LAO") == "LAO"
    assert g.city("510727") == "510700" and g.city("510000") is None and g.city("429004") == "429004"
    assert g.city("110101") == "110000" and g.city("DEU") == "DEU"
    assert g.parents("510727") == ("510700", "510000") and g.parents("429004") == ("420000",)
    assert "510727" in g.children("510700") and "510700" in g.children("510000")


def test_codes_fit_the_maps():
    """Every province, city roll-up and country that has a shape is known by its id; every unit has a label point."""
    g = gazetteer()
    for layer in ("province", "city"):
        features = json.loads((DATA.parent / "static" / "geo" / f"{layer}.json").read_text(encoding="utf-8"))[
            "features"
        ]
        nature_reserves_and_ranches = {"629700", "629800", "629900"}
        assert {f["id"] for f in features} - {p.code for p in g} <= nature_reserves_and_ranches
    cities = {f["id"] for f in features}
    assert {g.city(p.code) for p in g if p.code.isdigit()} - {None} <= cities
    assert [p.code for p in g if p.lon is None or p.lat is None] == []


@pytest.mark.parametrize(
    "name, codes",
    [
        ("襄樊", ("420600",)),
        ("莱芜市", ("370116",)),
        ("衢县", ("330803",)),
        ("江干区", ("330102", "330114")),
        ("神木县", ("610881",)),
        ("同仁县", ("632301",)),
        ("林芝地区", ("540400",)),
        ("甘孜州", ("513300",)),
        ("景宁县", ("331127",)),
        ("汉堡", ("DEU",)),
        ("兵团第一师", ("659002",)),
        ("川渝", ("510000", "500000")),
        ("京津冀", ("110000", "120000", "130000")),
        ("东盟", ("X-ASEAN",)),
        ("台北", ("710000",)),
    ],
)
def test_what_names_mean(name, codes):
    assert codes in meanings(name)


def test_same_names_keep_all_their_meanings():
    assert len(meanings("鼓楼区")) == 4


@pytest.mark.parametrize(
    "text, first",
    [
        ("四川", "510000"),
        ("pingwu", "510727"),
        ("襄樊", "420600"),
        ("laos", "LAO"),
        ("东盟", "X-ASEAN"),
        ("bj", "110000"),
    ],
)
def test_search_finds(text, first):
    assert gazetteer().search(text)[0].code == first


def test_search_of_nothing_and_of_no_place():
    assert gazetteer().search("  ") == [] and gazetteer().search("没有这个地方") == []


def test_members_of_groups():
    g = gazetteer()
    assert "GBR" not in g.members("X-EU") and "GBR" in g.members("X-EU", on="2010")
    assert len(g.members("G-WEST")) == 12 and g.members("510000") == ("510000",)


def test_an_unknown_code_is_named():
    with pytest.raises(DataError, match="999999"):
        gazetteer().place("999999")
