"""Who looks at the page: on one's own machine its owner, on a shared server whoever the organisation signs on.

A server becomes shared by the sections ``[auth]`` and ``[rights]`` of Streamlit's secrets file (docs/deploy.md). What
is said there only in part opens nothing.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from lib.errors import InputError
from lib.rights import GUEST, OWNER, READ, Person, person_of
from lib.ui.words import Words, literal

OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


def admitted(words: Words) -> Person:
    """The person, who may read at least; anybody else is shown the way in, and the page ends there.

    Raises InputError where the secrets file says who comes in only in part.
    """
    auth, rights = _section("auth"), _section("rights")
    if auth is None and rights is None:
        return OWNER if st.get_option("server.address") in OWN_MACHINE else GUEST
    if auth is None or rights is None:
        missing = "[auth]" if auth is None else "[rights]"
        raise InputError(f"secrets.toml 里缺少 {missing} 一节，无人可以进入；请照 docs/deploy.md 补上。")
    if not st.user.get("is_logged_in"):
        _ask_to_sign_in(words)
        st.stop()
    person = person_of(_address(), rights)
    if not person.may(READ):
        _say_no(words)
        st.stop()
    return person


def show_person(person: Person, words: Words) -> None:
    """Who is signed in, and the way out; nothing on one's own machine."""
    if person.name:
        st.html(f'<div class="atlas-foot">{escape(person.name)}</div>')
        st.button(words.t("sign_out"), key="sign-out", type="tertiary", icon=":material/logout:", on_click=st.logout)


def _section(name: str) -> dict | None:
    """A section of the secrets file; None where there is none. Raises InputError for a file that can't be read."""
    if st.secrets.load_if_toml_exists():
        return st.secrets[name].to_dict() if name in st.secrets else None
    for file in st.get_option("secrets.files"):
        if Path(file).exists():
            raise InputError(f"{file}: 读不出来，无人可以进入；请检查它的写法（TOML）。")
    return None


def _address() -> str:
    """The signed-in person's address; empty where the sign-on says that it is not theirs for sure."""
    return "" if st.user.get("email_verified") is False else str(st.user.get("email") or "")


def _ask_to_sign_in(words: Words) -> None:
    with _door(words):
        st.markdown(f"#### {words.t('sign_in_title')}", anchors=False)
        st.markdown(words.t("sign_in_text"))
        st.button(words.t("sign_in"), key="sign-in", type="primary", icon=":material/login:", on_click=st.login)


def _say_no(words: Words) -> None:
    with _door(words):
        st.markdown(f"#### {words.t('no_access_title')}", anchors=False)
        name = literal(str(st.user.get("email") or st.user.get("name") or "?"))
        st.markdown(words.t("no_access_text", name=name))
        st.button(words.t("sign_out"), key="sign-out", icon=":material/logout:", on_click=st.logout)


def _door(words: Words) -> st.delta_generator.DeltaGenerator:
    """The one card on the page, under the application's name."""
    middle = st.container(horizontal_alignment="center", key="sign-in-page")
    card = middle.container(border=True, key="card-sign-in", width=520)
    card.html(brand(words))
    return card


def brand(words: Words) -> str:
    """The application's mark and name, as the menu shows them."""
    return (
        f'<div class="atlas-brand"><img src="./app/static/ui/mark.svg" alt=""><div><strong>{words.t("product")}'
        f"</strong><span>{words.t('product_other')}</span></div></div>"
    )
