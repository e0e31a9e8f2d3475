"""What is wrong with a library's files, and the two ways back: from a backup, or by importing the same files again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lib.errors import StoreError
from lib.store.damage import Damage, File, Files, find_damage
from lib.store.manifest import change_of, named_errors
from lib.store.parts import copy_file, file_of, sync
from lib.store.snapshot import TABLES


@dataclass(frozen=True)
class Aside:
    """A part that was set aside, and the names of the files that its articles came from, as far as they are known."""

    damage: Damage
    names: tuple[str, ...]


class Repairs:
    """The part of a Store that tells and mends damage."""

    def problems(self) -> list[str]:
        """What is wrong with the store, one sentence a problem; empty where all is well. Reads every file."""
        with self._manifest.read() as db:
            broken = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found = [f"{self.folder}: 清单 atlas.sqlite 有损坏（{line}），请用备份恢复。" for line in broken]
        found += [_sentence(part, file) for part in self.every_damage() for file in part.files]
        if not found:
            for table in TABLES:
                self.ask(f"SELECT * FROM {table} LIMIT 1")
        return found

    def every_damage(self) -> tuple[Damage, ...]:
        """What is damaged, also of what only earlier states need, but for what was set aside. Reads every file."""
        with self._manifest.read() as db:
            return find_damage(db, self.folder, Files(is_deep=True))

    def repair(self, source: Path) -> list[Path]:
        """Put whole files of a backup in the place of damaged ones, and change nothing else; the files mended.

        Raises StoreError where there is no backup, or nothing can be written.
        """
        if not (source / "parts").is_dir():
            raise StoreError(f"{source}: 这里没有备份（缺 parts 文件夹），请给出 backup 命令写出的文件夹。")
        self._manifest.check("repair")
        files = Files(is_deep=True)
        lost = {file.path: file for part in self.every_damage() for file in part.files}
        with named_errors(self.folder):
            mended = [path for path, file in lost.items() if _take(source, file, files)]
        if mended:
            with self._manifest.write("repair"):
                pass  # a version of its own, by which everybody who has the library open reads it anew
        return mended

    def set_aside(self) -> list[Aside]:
        """Take damaged parts out of the library, so that what they held can be imported again.

        Their files stay where they are; earlier states of the library still name them. What people decided stays too,
        and holds again as soon as the articles are back. Raises StoreError where nothing can be written.
        """
        self._manifest.check("set_aside")
        found = self.every_damage()
        if found:
            with self._manifest.write("set_aside") as db:
                for part in found:
                    self._drop(db, part)
        return [Aside(part, self._names_in(part)) for part in found]

    @staticmethod
    def _drop(db, part: Damage) -> None:
        sql = "UPDATE parts SET aside = :now, dropped = coalesce(dropped, :now) WHERE part_id = :part"
        db.execute(sql, {"now": change_of(db), "part": part.part})
        if not part.is_past:
            for table in ("held_articles", "held_pages"):
                db.execute(f"DELETE FROM {table} WHERE part_id = ?", (part.home,))

    def _names_in(self, part: Damage) -> tuple[str, ...]:
        """The names of the files that a part came from, of whichever of its own files can still be read."""
        for home, kind in ((part.home, "pages"), (part.part, "articles")):
            try:
                found = pq.read_table(file_of(self.folder, home, kind), columns=["file"])["file"].to_pylist()
            except (OSError, pa.ArrowException):
                continue
            return tuple(dict.fromkeys(found))
        return ()


def _sentence(part: Damage, file: File) -> str:
    what = "已损坏" if file.path.exists() else "不见了"
    if part.is_past:
        lost = "只有历史版本用到它"
    elif part.is_out:
        lost = f"因此缺 {part.articles} 篇文章、{part.rows} 行合作"
    else:
        lost = f"因此缺 {part.originals} 个版面的原件"
    return (
        f"{file.path}: 数据文件{what}，{lost}（导入 {part.import_id}：{part.what or '未注明'}）；请运行 python -m lib "
        "repair 备份文件夹，从备份取回，或 python -m lib repair --set-aside，搁置后重新导入那些文件。"
    )


def _take(source: Path, file: File, files: Files) -> bool:
    """Copy a file out of a backup, whole or not at all; False where the backup has no whole one."""
    found = source / "parts" / file.path.name
    if not files.is_whole(File(file.kind, found, file.records, file.digest)):
        return False
    copy_file(found, file.path)
    sync(file.path.parent)
    return True
