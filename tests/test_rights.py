"""Who may do what: asked where data changes, so that no way round the buttons leads in; the pages follow."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.errors import InputError, RightsError
from lib.importing import give_published, import_paths, import_text
from lib.model import Cooperation, Partner
from lib.rereading import reread
from lib.rights import ADMINISTER, CORRECT, IMPORT, OWNER, READ, RIGHTS, ROLES, Person, person_of
from lib.store import open_store
from tests.gold_rows import fill

ROOT = Path(__file__).parent.parent
SLOW = 120  # seconds a page may take on a busy machine before the test gives up
LISTS = {
    "readers": ["@example.org"],
    "importers": ["wang@example.org"],
    "correctors": ["Li@Example.org"],
    "administrators": ["zhao@other.cn"],
}
AUTH = {"client_id": "x"}


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store")
    fill(store)
    return store


def row_of(store) -> str:
    return store.ask("SELECT row_id FROM rows ORDER BY 1 LIMIT 1")["row_id"][0]


def person(*rights: str) -> Person:
    return Person("li@example.org", frozenset({READ, *rights}))


# -- the list


@pytest.mark.parametrize(
    ("email", "rights"),
    [
        ("zhou@example.org", {READ}),
        ("WANG@example.org", {READ, IMPORT}),
        ("li@example.org", {READ, CORRECT}),
        ("zhao@other.cn", set(RIGHTS)),
        ("zhou@mail.example.org", set()),
        ("zhou@evil-example.org", set()),
        ("example.org", set()),
        ("@example.org", set()),
        ("", set()),
    ],
)
def test_rights_add_up_from_every_role_that_names_the_address_or_its_domain(email, rights):
    assert person_of(email, LISTS).rights == rights


def test_a_star_names_everybody_who_is_signed_in_and_nobody_else():
    assert person_of("a@b.c", {"readers": ["*"]}).rights == {READ}
    assert person_of("", {"readers": ["*"]}).rights == set()


def test_a_wrong_list_is_one_sentence():
    with pytest.raises(InputError, match=r"没有“editors”这种角色.*readers"):
        person_of("a@b.c", {"editors": ["a@b.c"]})
    with pytest.raises(InputError, match="readers 须是列表"):
        person_of("a@b.c", {"readers": "a@b.c"})


# -- where data changes


def changes(store) -> dict:
    """Every way to change a library → the right it takes."""
    row = row_of(store)
    article = store.ask("SELECT article_id FROM articles ORDER BY 1 LIMIT 1")["article_id"][0]
    again = store.correct(row, None, "checked", "先前")
    new = Cooperation((Partner("110000", "北京"), Partner("650000", "新疆")), (), ("health",), ("visit",))
    number = store.imports()["import_id"][0]
    text = "四川与重庆签署合作协议。两地将共建园区。"
    return {
        "correct": (CORRECT, lambda s: s.correct(row, None, "removed", "谁")),
        "undo": (CORRECT, lambda s: s.undo(again.id, "谁")),
        "add_row": (CORRECT, lambda s: s.add_row(article, new, "谁")),
        "mark_article": (CORRECT, lambda s: s.mark_article(article, "complete", "谁")),
        "put_into_case": (CORRECT, lambda s: s.put_into_case([row], row, True, "谁")),
        "give_published": (CORRECT, lambda s: give_published(s, article, "2019-11", "谁")),
        "set_words": (CORRECT, lambda s: s.set_words("stop", ("合作",), "谁")),
        "import_text": (IMPORT, lambda s: import_text(s, text, "贴来的文字")),
        "undo_import": (ADMINISTER, lambda s: s.undo_import(number)),
    }


WAYS = (
    "correct",
    "undo",
    "add_row",
    "mark_article",
    "put_into_case",
    "give_published",
    "set_words",
    "import_text",
    "undo_import",
)


@pytest.mark.parametrize("way", WAYS)
def test_a_change_takes_its_right_whatever_others_one_has(store, way):
    ways = changes(store)
    assert set(ways) == set(WAYS)
    right, change = ways[way]
    before = store.version
    with pytest.raises(RightsError, match=r"“li@example\.org”没有.*权限"):
        change(store.acting(person(*(other for other in RIGHTS if other != right))))
    assert store.version == before, "nothing changed"
    change(store.acting(person(right)))
    assert store.version != before


def test_an_import_without_the_right_begins_nothing(store, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("四川与重庆签署合作协议。", encoding="utf-8")
    with pytest.raises(RightsError, match="导入"):
        import_paths(store.acting(person(CORRECT)), [file])
    assert not list((store.folder / "incoming").glob("*")), "no folder is left"


def test_taking_over_what_was_read_again_is_for_administrators(store):
    read = lambda article: ()  # noqa: E731
    with pytest.raises(RightsError, match="管理"):
        reread(store.acting(person(IMPORT, CORRECT)), True, read=read, reader="another")
    assert reread(store.acting(person(ADMINISTER)), True, read=read, reader="another").articles


def test_what_somebody_changes_is_signed_with_their_own_name(store):
    row, li = row_of(store), store.acting(person(CORRECT))
    made = li.correct(row, None, "checked", "部长")
    assert made.who == "li@example.org"
    li.undo(made.id, "部长")
    assert store.undoings()[made.id][0] == "li@example.org"
    li.put_into_case([row], row, True, "部长")
    li.set_words("stop", ("合作",), "部长")
    import_text(store.acting(person(IMPORT)), "四川与重庆签署合作协议。", "贴来的文字")
    assert {change["who"] for change in store.changes(5)} == {"li@example.org"}
    assert "部长" not in {correction.who for correction, _ in store.history()}


def test_everybody_sees_at_once_what_another_has_changed(store):
    row, li = row_of(store), store.acting(person(CORRECT))
    number = len(store.ask("SELECT row_id FROM rows"))
    li.correct(row, None, "removed", "")
    assert len(store.ask("SELECT row_id FROM rows")) == number - 1
    assert len(store.acting(Person("x@y.z", frozenset({READ}))).ask("SELECT row_id FROM rows")) == number - 1


def test_on_ones_own_machine_everything_is_allowed_and_signed_as_given(store):
    assert store.person == OWNER and all(store.may(right) for right in RIGHTS)
    assert store.correct(row_of(store), None, "checked", "李").who == "李"


def test_an_earlier_state_can_be_changed_by_nobody(store):
    past = store.as_of(store.version)
    assert not any(past.acting(person(*RIGHTS)).may(right) for right in RIGHTS)


# -- the pages


@pytest.fixture
def page(store, monkeypatch, tmp_path):
    """``page("import", user, secrets)``: the page as that user of a server sees it."""
    monkeypatch.setenv("ATLAS_STORE", str(store.folder))
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    st.cache_data.clear()

    def run(name: str, user: dict, secrets: dict | None = None) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SLOW)
        at.user = user
        for section, values in ({"auth": AUTH, "rights": LISTS} if secrets is None else secrets).items():
            at.secrets[section] = values
        if name != "overview":
            at.switch_page(f"pages/{name}.py")
        at.run()
        assert not at.exception
        return at

    return run


def signed_in(email: str, **more: object) -> dict:
    return {"is_logged_in": True, "email": email, **more}


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button}


def shown(at: AppTest) -> str:
    plain = [part.value for kind in (at.markdown, at.info, at.error, at.caption) for part in kind]
    return " ".join([*plain, *(part.proto.body for part in at.get("html"))])


@pytest.mark.parametrize("name", ["overview", "import", "review"])
def test_who_is_not_signed_in_sees_the_way_in_and_nothing_else(page, name):
    at = page(name, {"is_logged_in": False})
    assert keys(at) == {"sign-in"} and "请先登录" in shown(at)


@pytest.mark.parametrize(
    "user", [signed_in("a@elsewhere.cn"), signed_in("li@example.org", email_verified=False), {"is_logged_in": True}]
)
def test_who_may_not_read_or_is_not_known_for_sure_sees_nothing(page, user):
    at = page("overview", user)
    assert keys(at) == {"sign-out"} and "没有查看权限" in shown(at)


def test_a_reader_looks_and_is_told_why_there_is_nothing_to_change(page):
    at = page("import", signed_in("zhou@example.org"))
    assert "您的账号没有这项操作的权限" in shown(at) and "zhou@example.org" in shown(at)
    assert "start" not in keys(at) and not [key for key in keys(at) if key.startswith("undo-do-")]
    assert "您的账号没有这项操作的权限" in shown(page("review", signed_in("zhou@example.org")))


def test_each_role_has_its_page(page):
    assert "start" in keys(page("import", signed_in("wang@example.org")))
    assert "start" not in keys(page("import", signed_in("li@example.org")))
    assert "您的账号没有" not in shown(page("review", signed_in("li@example.org")))
    assert [key for key in keys(page("import", signed_in("zhao@other.cn"))) if key.startswith("undo-do-")]


@pytest.mark.parametrize("there", ["auth", "rights"])
def test_half_a_list_lets_nobody_in_and_says_what_is_missing(page, there):
    at = page("overview", signed_in("zhao@other.cn"), {there: {"auth": AUTH, "rights": LISTS}[there]})
    missing = {"auth": "rights", "rights": "auth"}[there]
    assert "缺少" in at.error[0].value and missing in at.error[0].value and not at.button


def test_a_secrets_file_that_cannot_be_read_lets_nobody_in(page, tmp_path, monkeypatch):
    file = tmp_path / "secrets.toml"
    file.write_text("[rights\n", encoding="utf-8")
    monkeypatch.setattr("lib.ui.signing.st.get_option", lambda name: [str(file)] if name == "secrets.files" else None)
    monkeypatch.setattr("lib.ui.signing.st.secrets.load_if_toml_exists", lambda: False)
    at = page("overview", {}, {})
    assert "读不出来，无人可以进入" in at.error[0].value and not at.button


def test_on_ones_own_machine_nobody_signs_in(page):
    at = page("import", {}, {})
    assert "start" in keys(at) and not {"sign-in", "sign-out"} & keys(at)


def test_a_server_open_to_others_without_sign_on_can_only_be_read(page, monkeypatch):
    option = st.get_option
    monkeypatch.setattr(
        "lib.ui.signing.st.get_option", lambda name: "0.0.0.0" if name == "server.address" else option(name)
    )
    at = page("import", {}, {})
    assert "start" not in keys(at) and "您的账号没有这项操作的权限" in shown(at)


def test_every_role_may_read():
    assert all(READ in rights for rights in ROLES.values())
