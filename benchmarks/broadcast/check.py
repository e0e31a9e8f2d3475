#!/usr/bin/env python3
"""Check the codings of this test set against its texts and the codebook: python check.py"""

import csv
import html
import json
import re
from pathlib import Path

import yaml

HERE = Path(__file__).parent
GEO = HERE.parents[1] / "static" / "geo"
LEXICON = HERE.parents[1] / "data" / "lexicon" / "codebook.yaml"
GROUPS = HERE.parents[1] / "data" / "gazetteer" / "groups.csv"
CODEBOOK = yaml.safe_load(LEXICON.read_text("utf-8"))
ALLOWED = {
    "domains": CODEBOOK["domains"],
    "forms": CODEBOOK["forms"],
    "role": CODEBOOK["roles"],
    "qualifier": CODEBOOK["qualifiers"],
    "scope": CODEBOOK["scopes"],
    "amounts": CODEBOOK["kinds"],
    "dates": CODEBOOK["date_kinds"],
}
DAY = r"(\d{4}(-\d\d){0,2}|\d{3}X)"
EDTF = re.compile(f"{DAY}(/({DAY}|\\.\\.))?")


def codes():
    files = [GEO / "province.json", GEO / "city.json", GEO / "world.json", *(GEO / "county").glob("*.json")]
    shapes = [shape for file in files for shape in json.loads(file.read_text("utf-8"))["features"]]
    with GROUPS.open(encoding="utf-8") as file:
        groups = {row["code"] for row in csv.DictReader(file)}
    return {str(shape["id"]) for shape in shapes} | groups | {"CHN"}


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
