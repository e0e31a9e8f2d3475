"""Changing a row's parts: one value at a time, from selected words or typed; each saved part is one decision."""

from __future__ import annotations

import streamlit as st

from lib.editing import BLANK, checked_value, overlapping, place_of, with_value, without
from lib.errors import AtlasError, InputError
from lib.lexicon import codes, gazetteer
from lib.ui.review.pick import PARTS
from lib.ui.review.state import DRAFT, correct
from lib.ui.view import View, set_link
from lib.ui.words import literal
from lib.views.evidence import RowCard

CODED = {"qualifier": "qualifiers", "kind": "kinds", "scope": "scopes", "role": "roles"}
CURRENCIES = ("CNY", "USD", "HKD", "EUR", "JPY", "TWD", "MOP", "GBP", "RUB")
NUMBERS = ("value", "value_max")
NO_PLACE = "请选一个地区。"


def show_editor(view: View, card: RowCard) -> None:
    """Choose a part of the row and change it; words selected in the text open their own part."""
    draft = draft_of(card)
    record = view.store.row_records([card.id])[0]
    with st.container(border=True, key="card-edit"):
        key = f"part-{card.id}-{draft['number'] if draft else 0}"
        asked = draft["field"] if draft else None
        part = st.pills(
            view.t("edit"),
            PARTS,
            default=asked,
            key=key,
            format_func=lambda name: _numbered(view, name),
        )
        if part == "coding":
            for name in ("domains", "forms"):
                _edit_codes(view, card.id, name, record[name])
        elif part:
            selected = draft if draft and part == asked and draft["value"] else None
            _edit_values(view, card, part, record[part] or [], selected)


def _numbered(view: View, part: str) -> str:
    """A part under the key that opens it."""
    return f":gray[{PARTS.index(part) + 1}] {view.t('part_coding' if part == 'coding' else part)}"


def draft_of(card: RowCard) -> dict | None:
    """The part of this row that was opened: its field and, where words were selected, the value that they make."""
    draft = st.session_state.get(DRAFT)
    return draft if draft and draft["row"] == card.id else None


def _edit_codes(view: View, row_id: str, name: str, now: list[str]) -> None:
    chosen = st.pills(
        view.t(name),
        list(codes(name)),
        selection_mode="multi",
        default=[code for code in now if code in codes(name)],
        key=f"edit-{name}-{row_id}",
        format_func=lambda code: view.label(name, code),
    )
    new = [code for code in codes(name) if code in chosen]
    if new != [code for code in codes(name) if code in now]:
        _button(view, "save_" + name, f"save-{name}-{row_id}", _save, (view, row_id, name, new))


def _edit_values(view: View, card: RowCard, field: str, now: list[dict], draft: dict | None) -> None:
    """The values of a part to choose from, with a new one; then the form of the one chosen."""
    options = [*range(len(now)), -1]
    first = overlapping(now, draft["value"]) if draft and field not in ("partners", "evidence") else None
    chosen = st.pills(
        view.t("which"),
        options,
        default=(-1 if first is None else first) if draft or not now else 0,
        key=f"which-{field}-{card.id}-{draft['number'] if draft else 0}-{len(now)}",
        format_func=lambda n: view.t("one_more") if n < 0 else _words(view, card, field, now[n]),
        label_visibility="collapsed",
    )
    if chosen is None:
        return
    index = None if chosen < 0 else chosen
    value = draft["value"] if draft else now[index] if index is not None else None
    _form(view, card, field, now, index, value, f"{field}-{card.id}-{chosen}-{draft['number'] if draft else 0}")


def _words(view: View, card: RowCard, field: str, value: dict) -> str:
    """A value in short."""
    if field == "partners":
        return literal(view.place(value["code"]))
    return literal(_printed(card.article, field, value)[:24]) or "…"


def _printed(article: dict, field: str, value: dict | None) -> str:
    """The words that a value stands on."""
    if not value:
        return ""
    if field == "partners":
        spans = value.get("mentions") or []
        return _printed(article, "evidence", spans[0]) if spans else ""
    if value.get("start") is None:
        return value.get("text") or value.get("name") or ""
    whole = article["title"] if value.get("in_title") else article["text"]
    return whole[value["start"] : value["end"]]


def _form(
    view: View, card: RowCard, field: str, now: list[dict], index: int | None, value: dict | None, key: str
) -> None:
    """The fields of a value; saving puts it into the row, taking it out removes it."""
    shown = BLANK[field] | (value or {})
    with st.form(f"form-{key}", border=False):
        printed = st.text_input(view.t("printed"), value=_printed(card.article, field, value), key=f"words-{key}")
        given = _fields(view, field, shown, key)
        with st.container(horizontal=True):
            save = st.form_submit_button(view.t("save"), type="primary", icon=":material/save:")
            out = index is not None and st.form_submit_button(view.t("take_out"), icon=":material/delete:")
    if not (save or out):
        return
    try:
        if out:
            new = without(now, index)
        else:
            made = _made(card.article, field, shown, printed, given)
            if field == "partners":
                index = _same_place(now, made["code"], index)
            new = with_value(now, made, index)
        if field == "partners" and len({partner["code"] for partner in new}) < 2:
            st.error(view.t("two_partners"))
            return
    except AtlasError as error:
        st.error(literal(str(error)))
        return
    _save(view, card.id, field, new)
    st.rerun()


def _fields(view: View, field: str, shown: dict, key: str) -> dict:
    """Widgets for what a value says beside its words."""
    given = {}
    names = [name for name in BLANK[field] if name in shown]
    columns = st.columns(2) if names else []
    for n, name in enumerate(names):
        with columns[n % 2]:
            given[name] = _field(view, field, name, shown[name], f"{name}-{key}")
    if field in ("partners", "organisations"):
        given["code"] = _place(view, shown.get("code"), key)
    return given


def _field(view: View, field: str, name: str, now: object, key: str) -> object:
    if name == "code":
        return now
    label = view.t("f_" + name)
    if name in CODED:
        group = "date_kinds" if (field, name) == ("dates", "kind") else CODED[name]
        options = list(codes(group))
        place = options.index(now) if now in options else 0
        return st.selectbox(label, options, place, key=key, format_func=lambda code: view.label(group, code))
    if name == "currency":
        options = list(dict.fromkeys([now, *CURRENCIES]))
        return st.selectbox(label, options, 0, key=key, accept_new_options=True)
    if name in NUMBERS and field in ("amounts", "counts"):
        shown = None if now is None else float(now)
        return st.number_input(label, value=shown, min_value=0.0, step=None, key=key, format="%.15g")
    text = st.text_input(label, value=now or "", key=key).strip()
    return text or (None if name == "value" else "")


def _place(view: View, now: str | None, key: str) -> str | None:
    """A place of the gazetteer, searched by name, pinyin or initials as one types."""
    options = list(dict.fromkeys([*([now] if now else []), *(place.code for place in gazetteer())]))
    return st.selectbox(
        view.t("f_place"),
        options,
        0 if now else None,
        key=f"place-{key}",
        placeholder=view.t("filter_places_hint"),
        format_func=view.words.place_path,
    )


def _made(article: dict, field: str, shown: dict, printed: str, given: dict) -> dict:
    """The value that the form describes. Raises InputError where it can't be kept."""
    before = shown if shown.get("start") is not None else (shown.get("mentions") or [{}])[0]
    place = before
    if not before or before.get("start") is None or printed.strip() != _printed(article, "evidence", before):
        place = place_of(article, printed, before.get("start") or 0) if printed.strip() or field != "partners" else {}
    bare = {name: place[name] for name in ("start", "end", "in_title")} if place else {}
    if field == "partners":
        if not given["code"]:
            raise InputError(NO_PLACE)
        others = [span for span in shown.get("mentions") or [] if span != bare]
        mentions = [bare, *others] if bare else others
        return {
            "code": given["code"],
            "name": gazetteer().name(given["code"]),
            "role": given["role"],
            "mentions": mentions,
        }
    if field == "evidence":
        return bare
    if field == "organisations":
        return {"name": printed.strip(), "code": given["code"], **bare}
    return checked_value(field, {"text": printed.strip(), **bare, **given})


def _same_place(now: list[dict], code: str, index: int | None) -> int | None:
    """A place takes part once: one that is there already is the one that is changed."""
    return next((n for n, partner in enumerate(now) if partner["code"] == code), index)


def _save(view: View, row_id: str, field: str, new: list) -> None:
    if correct(view, row_id, field, new):
        set_link(view.filter, view.lang, row=row_id)


def _button(view: View, words: str, key: str, do, args: tuple) -> None:
    st.button(view.t(words), key=key, type="primary", on_click=do, args=args)
