#!/usr/bin/env python3
"""Check the codings of this test set against its texts and the codebook (standard library only): python3 check.py"""

import html
import json
import re
from pathlib import Path

HERE = Path(__file__).parent
GEO = HERE.parents[1] / "static" / "geo"
GROUPS = """CHN X-ASEAN X-EU X-SCO X-BRI X-AFRICA X-CENTRAL-ASIA X-SOUTH-ASIA X-SOUTHEAST-ASIA X-LANCANG-MEKONG X-ARAB X-EUROPE
    X-LATIN-AMERICA X-CEEC X-RCEP X-BRICS G-EAST G-WEST G-CENTRAL G-NORTHEAST G-PPRD G-YANGTZE G-YELLOW-RIVER""".split()
ALLOWED = {
    "domains": """technology industry agriculture trade culture_tourism education health labour talent infrastructure energy
        environment finance digital poverty governance general""".split(),
    "forms": """agreement assistance project donation investment alliance declaration visit mechanism park event
        corridor""".split(),
    "role": "provider recipient peer".split(),
    "qualifier": "exact about over under up_to".split(),
    "scope": "cumulative annual single per_unit unknown".split(),
    "amounts": "funding donation investment loan trade output income other".split(),
    "dates": "signed started held period planned reported".split(),
}
DAY = r"(\d{4}(-\d\d){0,2}|\d{3}X)"
EDTF = re.compile(f"{DAY}(/({DAY}|\\.\\.))?")


def codes():
    files = [GEO / "province.json", GEO / "city.json", GEO / "world.json", *(GEO / "county").glob("*.json")]
    return {str(shape["id"]) for file in files for shape in json.loads(file.read_text("utf-8"))["features"]} | set(GROUPS)


def read(path):
    """Title and text of an article as a reader sees them, and its publication date."""
    _, head, text = path.read_text("utf-8").split("---\n", 2)
    front = dict(line.split(": ", 1) for line in head.splitlines())
    return front["title"] + "\n" + html.unescape(re.sub(r"<[^>]+>", "", text)), front.get("published")


def problems(rows, text, known):
    for row in rows:
        roles = {partner["role"] for partner in row["partners"]}
        if len(row["partners"]) < 2 or not row["domains"] or not row["forms"]:
            yield "incomplete row"
        if ("provider" in roles) != ("recipient" in roles) or not roles <= set(ALLOWED["role"]):
            yield f"roles {roles}"
        yield from (f"code {p['code']}" for p in row["partners"] if p["code"] not in known)
        for name in ("domains", "forms"):
            yield from (f"{name} {value}" for value in row[name] if value not in ALLOWED[name])
        printed = [p["name"] for p in row["partners"]] + row["organisations"]
        for name in ("amounts", "counts", "dates"):
            for value in row[name]:
                printed.append(value["text"])
                if name != "counts" and value["kind"] not in ALLOWED[name]:
                    yield f"kind {value['kind']}"
                if name != "dates" and value["qualifier"] not in ALLOWED["qualifier"]:
                    yield f"qualifier {value['qualifier']}"
                if name != "dates" and not isinstance(value["value"], (int, float)):
                    yield f"value {value['value']}"
                if name == "amounts" and value["scope"] not in ALLOWED["scope"]:
                    yield f"scope {value['scope']}"
                if name == "dates" and value["value"] is not None and not EDTF.fullmatch(value["value"]):
                    yield f"date {value['value']}"
        yield from (f"not in the text: {words}" for words in printed if words not in text)


def main():
    known, found, tally = codes(), 0, [0, 0, 0]
    for path in sorted((HERE / "articles").glob("*.md")):
        gold = json.loads((HERE / "gold" / f"{path.stem}.json").read_text("utf-8"))
        text, published = read(path)
        if gold["file"] != path.name or gold["published"] != published:
            print(path.stem, "front matter and gold differ")
            found += 1
        for rows in gold["codings"]:
            for problem in problems(rows, text, known):
                print(path.stem, problem)
                found += 1
        tally[min(2, min(sum(not row.get("optional") for row in rows) for rows in gold["codings"]))] += 1
    print("{} articles without a row, {} with one, {} with more; {} problems".format(*tally, found))


if __name__ == "__main__":
    main()
