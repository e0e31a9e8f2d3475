"""Text recognition by what the machine has: Tesseract with Chinese, or RapidOCR. Neither comes with the application."""

from __future__ import annotations

import importlib.util
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache

from lib.errors import InputError

SECONDS = 180  # for one page
WANTED = ("chi_sim", "chi_tra", "eng")  # Tesseract's languages, as far as they are installed
RAPID = ("rapidocr", "rapidocr_onnxruntime")


def name() -> str | None:
    """What would recognise text here, None where nothing is installed."""
    if "chi_sim" in _languages():
        return "Tesseract"
    return "RapidOCR" if _rapid() else None


def engine(file: str) -> Callable[[object], str]:
    """A function from a page's picture (PIL) to its text. Raises InputError where nothing is installed."""
    if "chi_sim" in _languages():
        return lambda picture: _tesseract(picture, file)
    if _rapid():
        return _rapidocr
    raise InputError(f"{file}: 本机没有文字识别（OCR），请先装 Tesseract（含中文包 chi_sim）或 RapidOCR。")


@cache
def _languages() -> tuple[str, ...]:
    program = shutil.which("tesseract")
    if program is None:
        return ()
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=False)
    return tuple(language for language in WANTED if language in listed.stdout.split())


@cache
def _rapid() -> str | None:
    return next((module for module in RAPID if importlib.util.find_spec(module)), None)


def _tesseract(picture, file: str) -> str:
    raw = io.BytesIO()
    picture.save(raw, "PNG")
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(_languages())]
    try:
        done = subprocess.run(
            command,
            input=raw.getvalue(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(f"{file}: 文字识别（Tesseract）没有完成（{error}），请检查它的安装。") from error
    return done.stdout.decode("utf-8", "replace")


def _rapidocr(picture) -> str:
    import numpy as np

    found = _rapid_engine()(np.asarray(picture.convert("RGB")))
    lines = found.txts if hasattr(found, "txts") else [line[1] for line in found[0] or ()]
    return "\n".join(lines or ())


@cache
def _rapid_engine():
    return importlib.import_module(_rapid()).RapidOCR()
