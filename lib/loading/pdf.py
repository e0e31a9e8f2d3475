"""A PDF → the text of its pages: the text layer by pdfium, scanned pages by text recognition where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from lib.errors import InputError
from lib.loading import ocr

MOST_PAGES = 2000
MOST_CHARACTERS = 20_000_000
LEAST_LETTERS = 12  # a page with fewer letters is a picture with a page number on it at most
SCALE = 300 / 72  # dots per inch that recognition wants, over the PDF's own unit
MOST_DOTS = 40_000_000  # of one page's picture
_ALONE = Lock()  # pdfium must not be used by two threads at once


def read_pdf(path: Path, file: str, by_ocr: bool = False) -> tuple[str, str | None]:
    """(text, complaint): pages parted by a form feed; the complaint is a sentence where some pages are only pictures.

    Raises InputError where the file can't be opened, has too many pages, or none with text.
    """
    with _ALONE, _opened(path, file) as document:
        if len(document) > MOST_PAGES:
            raise InputError(f"{file}: 有 {len(document)} 页，超过 {MOST_PAGES} 页的上限，请拆成几个文件后再读。")
        texts = list(_texts(document, file))
        bare = [number for number, text in enumerate(texts) if not _has_words(text)]
        if by_ocr and bare:
            recognise = ocr.engine(file)
            for number in bare:
                texts[number] = recognise(_picture(document[number]))
            bare = [number for number in bare if not _has_words(texts[number])]
    if len(bare) == len(texts):
        raise InputError(f"{file}: {_advice('这是没有文字层的扫描件', by_ocr)}")
    complaint = None
    if bare:
        numbers = "、".join(str(number + 1) for number in bare[:8]) + ("等" if len(bare) > 8 else "")
        complaint = f"{file}: {_advice(f'第 {numbers} 页没有文字层，未读', by_ocr)}"
    return "\f".join(text for number, text in enumerate(texts) if number not in set(bare)), complaint


def _advice(what: str, by_ocr: bool) -> str:
    if by_ocr:
        return f"{what}，文字识别（OCR）也没有认出文字，请换更清晰的扫描件或文字版。"
    if ocr.name():
        return f"{what}，需要文字识别（OCR）：本机装有 {ocr.name()}，命令行加 --ocr、页面上勾选“识别扫描件”即可。"
    return f"{what}，需要先做文字识别（OCR）：请装 Tesseract（含中文包 chi_sim）或 RapidOCR，或换成文字版。"


@contextmanager
def _opened(path: Path, file: str) -> Iterator:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(f"{file}: PDF 有密码，请解除密码后再读。") from error
        raise InputError(f"{file}: PDF 打不开，可能已损坏，请重新下载或另存后再读。") from error
    try:
        yield document
    finally:
        document.close()


def _texts(document, file: str) -> Iterator[str]:
    total = 0
    for page in document:
        found = page.get_textpage()
        text = found.get_text_bounded().replace("\ufffe", "").replace("\x00", "")
        found.close()
        page.close()
        total += len(text)
        if total > MOST_CHARACTERS:
            raise InputError(f"{file}: 文字超过 {MOST_CHARACTERS // 10_000} 万字的上限，请拆成几个文件后再读。")
        yield text


def _has_words(text: str) -> bool:
    """Whether a page has a text layer that can be read: letters, and not mostly signs without a meaning."""
    letters = sum(letter.isalpha() for letter in text)
    strange = sum(letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" for letter in text)
    return letters >= LEAST_LETTERS and strange * 2 < letters


def _picture(page):
    width, height = page.get_size()
    scale = min(SCALE, (MOST_DOTS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale).to_pil()
    page.close()
    return picture
