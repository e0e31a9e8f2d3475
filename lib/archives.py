"""What lies in a ZIP archive, laid out as files."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from lib.errors import InputError

LIMIT_BYTES = 2 * 2**30  # unpacked; an archive of a few kilobytes can claim far more


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack an archive below ``folder``; its files in order, without hidden ones and archives inside it.

    File names in GB 18030, as Chinese Windows writes them, are understood. Raises InputError where the archive can't be
    read, is locked by a password or would unpack to more than ``LIMIT_BYTES``.
    """
    try:
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as archive:
            members = [member for member in archive.infolist() if _is_wanted(member)]
            if sum(member.file_size for member in members) > LIMIT_BYTES:
                raise InputError(f"{path.name}: 解开后超过 {LIMIT_BYTES // 2**30} GB，请分成几个压缩包。")
            return [_lay_out(archive, member, folder) for member in members]
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, NotImplementedError, OSError) as error:
        raise InputError(f"{path.name}: 压缩包打不开（{error}），请解压后导入其中的文件。") from error
    except RuntimeError as error:  # how zipfile says that a password is wanted
        raise InputError(f"{path.name}: 压缩包有密码，请解压后导入其中的文件。") from error


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in parts)
    return bool(parts) and not member.is_dir() and not hidden and not member.filename.lower().endswith(".zip")


def _lay_out(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Each file in a folder of its own: its name stays, its path in the archive can't lead anywhere else."""
    target = Path(mkdtemp(dir=folder)) / PurePosixPath(member.filename.replace("\\", "/")).name
    with archive.open(member) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
    return target
