"""Who may do what with a shared library: rights, the persons who have them, the list that gives them.

The store asks the person who acts before anything changes (``lib.store.manifest``). Without a list everybody is the
machine's own user, who may do everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.errors import InputError, RightsError

READ, IMPORT, CORRECT, ADMINISTER = RIGHTS = ("read", "import", "correct", "administer")
WORDS = {READ: "查看", IMPORT: "导入", CORRECT: "校订", ADMINISTER: "管理（撤销导入、重读）"}
ROLES = {
    "readers": {READ},
    "importers": {READ, IMPORT},
    "correctors": {READ, CORRECT},
    "administrators": {*RIGHTS},
}
EVERYBODY = "*"


@dataclass(frozen=True)
class Person:
    """Who acts. ``name``: what changes are signed with, whatever else is given; empty: whatever is given."""

    name: str = ""
    rights: frozenset[str] = frozenset(RIGHTS)

    def may(self, right: str) -> bool:
        """True where the person has that right."""
        return right in self.rights

    def need(self, right: str) -> None:
        """Raises RightsError where the person may not."""
        if not self.may(right):
            who = f"“{self.name}”" if self.name else "当前用户"
            raise RightsError(f"{who}没有{WORDS[right]}的权限，资料库未作改动；请向资料库的管理员申请。")


OWNER = Person()
GUEST = Person(rights=frozenset({READ}))


def person_of(email: str, roles: Mapping[str, Sequence[str]]) -> Person:
    """The person behind an address that the sign-on vouches for, with the rights of all roles that name it.

    ``roles``: role → addresses (``li@example.org``), domains (``@example.org``) or ``*``. Raises InputError for a role
    that there is not, or one that is no list.
    """
    rights: set[str] = set()
    for role, names in roles.items():
        if role not in ROLES:
            raise InputError(f"secrets.toml 的 [rights] 里没有“{role}”这种角色，可用：{'、'.join(ROLES)}。")
        if isinstance(names, str) or not all(isinstance(name, str) for name in names):
            raise InputError(f'secrets.toml 的 [rights] 里 {role} 须是列表，如 {role} = ["li@example.org"]。')
        if _is_named(email.strip().lower(), names):
            rights |= ROLES[role]
    return Person(email.strip(), frozenset(rights))


def _is_named(email: str, names: Sequence[str]) -> bool:
    name, at, domain = email.rpartition("@")
    whole = {email, f"@{domain}"} if name and at and domain else set()
    return bool(whole) and any(given == EVERYBODY or given.strip().lower() in whole for given in names)
