"""Real files of every format, made by the tests: good ones and such as would do harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

TITLE = "宁夏与福建续签协作协议"
PARAGRAPHS = (
    "6月2日，福建省与宁夏回族自治区在银川签署新一轮协作协议，双方将在产业、教育、医疗等领域继续携手。",
    "根据协议，福建省今年将投入帮扶资金5亿元，支持宁夏建设产业园区。",
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


# -- PDF


def pdf(path: Path, *pages: tuple[str, ...]) -> Path:
    """A PDF with a text layer: a page for each tuple of lines. The font is named, not held; its words are mapped."""
    letters = sorted({letter for lines in pages for line in lines for letter in line})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    kids = [4 + 2 * number for number in range(len(pages))]
    mapped = "".join(f"<{codes[c]:04x}> <{c.encode('utf-16-be').hex()}>\n" for c in letters)
    after = 4 + 2 * len(pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(pages)} >>",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /ToUnicode {after + 2} 0 R "
        f"/DescendantFonts [{after} 0 R] >>",
    ]
    for kid, lines in zip(kids, pages, strict=True):
        shown = "".join(f"<{''.join(f'{codes[c]:04x}' for c in line)}> Tj 0 -24 Td\n" for line in lines)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 800] /Contents {kid + 1} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>",
            _stream(f"BT /F 14 Tf 40 740 Td\n{shown}ET"),
        ]
    objects += [
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /FontDescriptor {after + 1} 0 R /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 "
        "/Descent -200 /CapHeight 700 /StemV 80 >>",
        _stream(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{_in_hundreds(mapped)}endcmap end end"
        ),
    ]
    return _written_pdf(path, objects)


def many_pages(path: Path, number: int) -> Path:
    """A PDF of ``number`` empty pages: a few hundred kilobytes."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(number))
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    pages = f"<< /Type /Pages /Kids [{kids}] /Count {number} >>"
    return _written_pdf(path, ["<< /Type /Catalog /Pages 2 0 R >>", pages, *[page] * number])


def scanned(path: Path, lines: tuple[str, ...]) -> Path:
    """A PDF of one picture, as a scanner makes it: the lines drawn with the machine's Chinese font."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (2480, 500 + 100 * len(lines)), 255)
    draw, font = ImageDraw.Draw(picture), chinese_font()
    face = ImageFont.truetype(font, 50) if font else ImageFont.load_default()
    for number, line in enumerate(lines):
        draw.text((200, 200 + 100 * number), line if font else "scan", fill=0, font=face)
    picture.save(path, "PDF", resolution=300, quality=95)
    return path


def chinese_font() -> str | None:
    """A file of a font with Chinese letters, None where the machine has none."""
    import shutil
    import subprocess

    if not shutil.which("fc-match"):
        return None
    found = subprocess.run(["fc-match", "-f", "%{file}|%{lang}", ":lang=zh-cn"], capture_output=True, text=True)
    file, _, languages = found.stdout.partition("|")
    return file if "zh" in languages else None


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _in_hundreds(mapped: str) -> str:
    lines = mapped.splitlines()
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    return "".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts)


def _written_pdf(path: Path, objects: list[str]) -> Path:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010} 00000 n \n" for place in places).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    path.write_bytes(out.getvalue())
    return path


# -- office


def docx(path: Path, title: str = TITLE, paragraphs: tuple[str, ...] = PARAGRAPHS, before: str = "") -> Path:
    """A Word file with a heading and paragraphs; ``before``: what stands before the document's XML."""
    body = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{title}</w:t></w:r></w:p>'
    body += "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    styles = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
        "word/document.xml": f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    return zipped(path, parts)


def xlsx(path: Path, *sheets: tuple[str, list[list]]) -> Path:
    """An Excel file of sheets, each a name and its lines."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets:
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    """A ZIP archive of name → content."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def replaced(path: Path, part: str, content: str | bytes) -> Path:
    """The archive with one of its files exchanged."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped(path, files | {part: content})
