"""A folder of files, on a disk or in an object store: the same for whoever reads and writes in it.

An address is a path of this machine or what ``pyarrow.fs`` understands: ``s3://bucket/prefix``, ``gs://…``,
``abfs://…``, ``hdfs://…``. Who may is told by the store's own client (environment, credentials files), never by the
address, which stands in lists of processes and in logs.
"""

from __future__ import annotations

import errno
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from string import punctuation
from tempfile import mkdtemp
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from pyarrow import ArrowInvalid, fs

from lib.errors import InputError, StoreError
from lib.store.manifest import named_errors

PLAIN = punctuation.replace("#", "")  # of an address; all else is escaped
MOST_BYTES = 200  # of a file's name on this machine; an object's may be longer than any disk takes
OBJECT_STORES = ("s3", "gcs", "abfs")  # an object is there once it is whole; elsewhere a file is renamed when it is


def is_address(text: str) -> bool:
    """Whether the text names something that is not on this machine's disk."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text))  # one letter alone is a disk of Windows


@dataclass(frozen=True)
class Folder:
    """``inside``: the folder meant, below the address. Raises StoreError in one sentence where it can't be reached."""

    address: str
    inside: str = ""

    def __truediv__(self, name: str) -> Folder:
        return replace(self, inside=f"{self.inside}/{name}" if self.inside else name)

    def __str__(self) -> str:
        """The address without its options."""
        home = self.address.partition("?")[0].rstrip("/") if self.is_remote else self.address
        return f"{home}/{self.inside}" if self.inside else home

    @property
    def name(self) -> str:
        """The last part of the address, as of a path."""
        return PurePosixPath(str(self)).name

    @property
    def is_remote(self) -> bool:
        """Whether it takes a network client to get at it."""
        return is_address(self.address)

    def read(self, name: str) -> bytes | None:
        """A file's bytes, None where it is not there."""
        system, home = self._open()
        with self._named_errors():
            try:
                with system.open_input_stream(f"{home}/{name}") as file:
                    return file.read()
            except FileNotFoundError:
                return None

    def fetch(self, name: str, below: Path) -> Path:
        """A copy of a file in a new folder of this machine. Raises InputError where the file is not there."""
        own = PurePosixPath(name).name
        target = Path(mkdtemp(dir=below), own.encode()[-MOST_BYTES:].decode(errors="ignore"))
        system, home = self._open()
        with self._named_errors():
            try:
                with system.open_input_stream(f"{home}/{name}") as file, target.open("wb") as copy:
                    copyfileobj(file, copy, 2**20)
            except FileNotFoundError:
                raise InputError(f"{own}: 文件读不到（{self / name}），请检查地址。") from None
        return target

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all."""
        with self.writing(name) as file:
            file.write(data)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A file to write to in one go; only an object store shows what was written when it breaks off."""
        system, home = self._open()
        path = f"{home}/{name}"
        half = path if system.type_name in OBJECT_STORES else f"{path}.{secrets.token_hex(4)}.tmp"
        with self._named_errors():
            if half != path:
                system.create_dir(str(PurePosixPath(path).parent), recursive=True)
            with system.open_output_stream(half) as file:
                yield file
            if half != path:
                system.move(half, path)

    def files(self) -> list[tuple[str, int]]:
        """(name, bytes) of all files in it and in the folders below, in the order of paths."""
        with self._named_errors():
            found = [(info.path, info.size) for info in self._below() if info.type == fs.FileType.File]
        home = self._open()[1]
        return sorted(
            ((path.removeprefix(f"{home}/"), size) for path, size in found), key=lambda one: PurePosixPath(one[0]).parts
        )

    def is_file(self) -> bool:
        """Whether the address names a file and no folder."""
        system, home = self._open()
        with self._named_errors():
            return system.get_file_info(home).type == fs.FileType.File

    def parted(self) -> tuple[Folder, str]:
        """(the folder that the address lies in, its own name)."""
        place, mark, options = self.address.partition("?")
        home, _, name = place.rstrip("/").rpartition("/")
        return Folder(home + mark + options), name

    def folders(self) -> list[Folder]:
        """The folders right in it; none where it is not there."""
        with self._named_errors():
            return [self / info.base_name for info in self._below(False) if info.type == fs.FileType.Directory]

    def last_written(self) -> float:
        """When it or something in it was last written, in seconds of the epoch; 0 where nobody knows."""
        system, home = self._open()
        with self._named_errors():
            found = [system.get_file_info(home), *self._below()]
        return max((info.mtime.timestamp() for info in found if info.mtime), default=0.0)

    def remove(self) -> None:
        """Remove it with all that is in it; nothing to do where it is not there."""
        system, home = self._open()
        with self._named_errors():
            if system.get_file_info(home).type == fs.FileType.Directory:
                system.delete_dir(home)

    def _below(self, deep: bool = True) -> list[fs.FileInfo]:
        system, home = self._open()
        return system.get_file_info(fs.FileSelector(home, recursive=deep, allow_not_found=True))

    def _open(self) -> tuple[fs.FileSystem, str]:
        """(file system, path of the folder in it)."""
        with self._named_errors():  # an S3 client asks at once where the bucket lies
            system, home = _opened(self.address)
        return system, f"{home}/{self.inside}" if self.inside else home

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        if not self.is_remote:
            with named_errors(Path(str(self))):
                yield
            return
        try:
            yield
        except OSError as error:
            raise StoreError(f"{self}: {_words(error)}") from error


@cache
def _opened(address: str) -> tuple[fs.FileSystem, str]:
    if not is_address(address):
        return fs.LocalFileSystem(), Path(address).absolute().as_posix()
    if urlsplit(address).password:
        raise InputError("地址里不能写密钥；请写在环境变量或对象存储自己的凭据文件里，地址只写 s3://桶/前缀。")
    try:
        system, home = fs.FileSystem.from_uri(quote(address, safe=PLAIN))
    except (ArrowInvalid, NotImplementedError) as error:
        raise InputError(f"{address}: 地址不对（{error}），请写成 s3://桶/前缀 这样。") from error
    if not home.strip("/"):
        raise InputError(f"{address}: 地址里没有桶，请写成 s3://桶/前缀 这样。")
    return system, home.rstrip("/")


def _words(error: OSError) -> str:
    """What an object store's client says of its trouble, in words that say what to do."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return _ACCESS
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "读取它的机器临时文件夹已满，请腾出空间后重新导入（已写入的不受影响）。"
    return next((words for mark, words in _WORDS.items() if re.search(mark, str(error))), _OTHER.format(error))


_ACCESS = "对象存储不让进，请在本机和每台工作机的环境变量或凭据文件（S3：AWS_ACCESS_KEY_ID 等）里写好有读写权限的密钥。"
_WORDS = {
    "NO_SUCH_BUCKET|ContainerNotFound|[Bb]ucket .*not found": "没有这个桶，请先建好，或检查地址。",
    "NETWORK_CONNECTION|[Cc]ould ?n.t (connect|resolve)|CURL error": "对象存储连不上，请检查地址和网络。",
    "ACCESS_DENIED|INVALID_ACCESS_KEY|INVALID_CLIENT_TOKEN|SIGNATURE|TOKEN|HTTP status 40[13]|[Cc]redential|"
    "UNAUTHENTICATED|PERMISSION_DENIED": _ACCESS,
}
_OTHER = "对象存储出错（{}），请稍后再试；已写入资料库的不受影响。"
