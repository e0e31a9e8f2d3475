"""What lies in a ZIP archive, laid out as files."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from lib.errors import InputError
from lib.loading.names import shown_name

LIMIT_BYTES = 2 * 2**30  # unpacked; an archive of a few kilobytes can claim far more
LIMIT_RATIO = 400  # unpacked over packed size of one large file; texts stay below 50
LARGE = 20 * 2**20
MOST_FILES = 200_000


def unpack(path: Path, folder: Path) -> tuple[list[Path], list[tuple[str, str]]]:
    """Unpack an archive below ``folder``: (its files in order, what was left in it and why).

    Hidden files are passed over in silence; archives inside it and paths that lead out of it are named. File names in
    GB 18030, as Chinese Windows writes them, are understood. Raises InputError where the archive can't be read, is
    locked by a password, is a ZIP bomb or would unpack to more than ``LIMIT_BYTES``.
    """
    name = shown_name(path.name)
    try:
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as archive:
            members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member)]
            _check_size(members, name)
            left = [(shown_name(member.filename), why) for member in members if (why := _objection(member, name))]
            wanted = [member for member in members if not _objection(member, name)]
            return [_lay_out(archive, member, folder) for member in wanted], left
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, NotImplementedError, OSError) as error:
        raise InputError(f"{name}: 压缩包打不开（{error}），请解压后导入其中的文件。") from error
    except RuntimeError as error:  # how zipfile says that a password is wanted
        raise InputError(f"{name}: 压缩包有密码，请解压后导入其中的文件。") from error


def _check_size(members: list[zipfile.ZipInfo], name: str) -> None:
    for member in members:
        if member.file_size > LARGE and member.file_size > LIMIT_RATIO * member.compress_size:
            raise InputError(f"{name}: 里面的 {shown_name(member.filename)} 解开后异常巨大，可能是压缩炸弹，未读。")
    if sum(member.file_size for member in members) > LIMIT_BYTES:
        raise InputError(f"{name}: 解开后超过 {LIMIT_BYTES // 2**30} GB，请分成几个压缩包。")
    if len(members) > MOST_FILES:
        raise InputError(f"{name}: 里面有 {len(members)} 个文件，超过 {MOST_FILES} 个的上限，请分成几个压缩包。")


def _parts(member: zipfile.ZipInfo) -> tuple[str, ...]:
    return PurePosixPath(member.filename.replace("\\", "/")).parts


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in _parts(member))


def _objection(member: zipfile.ZipInfo, name: str) -> str | None:
    """Why a file of the archive is left in it, None where it is not."""
    shown, parts = shown_name(member.filename), _parts(member)
    if ".." in parts or parts[:1] == ("/",) or parts[0][1:2] == ":":
        return f"{name}: 里面的“{shown}”路径指向压缩包之外，未读。"
    if parts[-1].lower().endswith(".zip"):
        return f"{name}: 里面的压缩包“{shown}”未读，请解开后单独导入。"
    return None


def _lay_out(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Each file in a folder of its own: its name stays, its path in the archive can't lead anywhere else."""
    target = Path(mkdtemp(dir=folder)) / shown_name(_parts(member)[-1])
    with archive.open(member) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
    return target
