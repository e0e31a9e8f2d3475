"""The errors people meet: few types, each one sentence that says which file, which line, what to do."""

import errno


class AtlasError(Exception):
    """Base of all errors whose text is meant for a person."""


class InputError(AtlasError):
    """An input file can't be read: says which file, why, what to do."""


class DataError(AtlasError):
    """A data file of the application (lexicon, gazetteer, boundaries) is wrong: says which file and entry."""


class StoreError(AtlasError):
    """The store is missing, damaged, locked or of an unknown version: says which folder and the way back."""


class RightsError(AtlasError):
    """The acting person may not do this: says who, what, whom to ask."""


_REASONS = {
    "没有这个文件或文件夹": (errno.ENOENT,),
    "没有权限": (errno.EACCES, errno.EPERM),
    "所在磁盘只能读": (errno.EROFS,),
    "磁盘已满": (errno.ENOSPC, errno.EDQUOT),
    "这是一个文件夹": (errno.EISDIR,),
    "这里不是文件夹": (errno.ENOTDIR,),
    "已有同名的文件": (errno.EEXIST,),
    "名称太长": (errno.ENAMETOOLONG,),
    "设备读写出错": (errno.EIO,),
    "正被别的程序使用": (errno.EBUSY,),
    "打开的文件太多": (errno.EMFILE, errno.ENFILE),
    "链接绕成了圈": (errno.ELOOP,),
}


def reason(error: OSError) -> str:
    """Why the machine refused, in words of the interface's language; its own words where we know none."""
    known = (words for words, numbers in _REASONS.items() if error.errno in numbers)
    return next(known, error.strerror or str(error))
