"""A report as slides for a meeting: native charts and tables, which can be edited, and the leading rows' sentences."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches, Pt

from lib.figures.offline import spec
from lib.report.content import Progress, Report, Row
from lib.report.drawn_map import draw_map, is_map
from lib.report.native import draw_chart, draw_table

WIDE, HIGH = Inches(13.333), Inches(7.5)
EDGE = Inches(0.6)
INK, MUTED, ACCENT = RGBColor(0x1D, 0x27, 0x33), RGBColor(0x5A, 0x67, 0x75), RGBColor(0x15, 0x58, 0x8A)
CHINESE = "Microsoft YaHei"
ROWS_A_SLIDE, MOST_ROWS = 3, 12
BLANK = 6  # the layout without any placeholder


def to_slides(report: Report, progress: Progress = lambda share: None) -> bytes:
    """The file (PPTX). ``progress`` is told of every slide."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    _chinese_font(deck)
    _title_slide(deck, report)
    if report.figures:
        _figures_slide(deck, report)
    for i, chart in enumerate(report.charts):
        _chart_slide(deck, chart, report)
        progress(0.1 + 0.8 * (i + 1) / len(report.charts))
    rows = report.rows[:MOST_ROWS]
    for start in range(0, len(rows), ROWS_A_SLIDE):
        _rows_slide(deck, rows[start : start + ROWS_A_SLIDE], report)
    out = io.BytesIO()
    deck.save(out)
    progress(1.0)
    return out.getvalue()


def _chinese_font(deck) -> None:
    """Name a font for Chinese in the theme; without one every program takes its own."""
    theme = deck.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'<a:ea typeface=""/>', f'<a:ea typeface="{CHINESE}"/>'.encode())


def write(slide, text: str, left, top, width, height, size: int, colour=INK, bold: bool = False, lines: int = 0):
    """A text box; returns its frame. ``lines``: cut the text so that about so many lines are filled."""
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    room = lines * int(2 * width / Pt(size))  # in half-width characters
    add(frame.paragraphs[0], cut(text, room) if lines else text, size, colour, bold)
    return frame


def add(paragraph, text: str, size: int, colour=INK, bold: bool = False) -> None:
    """A run of text at the end of a paragraph."""
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = text, Pt(size), bold
    run.font.color.rgb = colour


def cut(text: str, room: int) -> str:
    """The text as far as ``room`` half-width characters reach."""
    used = 0
    for i, char in enumerate(text):
        used += 2 if ord(char) > 0x2E80 else 1
        if used > room:
            return text[: max(0, i - 1)] + "…"
    return text


def _new(deck, title: str, report: Report):
    """A slide with its title, and below what it was made from."""
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    write(slide, title, EDGE, Inches(0.35), WIDE - 2 * EDGE, Inches(0.8), 30, ACCENT, True, lines=1)
    facts = dict(report.facts)
    foot = "    ".join(facts[report.words.t(name)] for name in ("meta_filter", "meta_cite"))
    write(slide, foot, EDGE, HIGH - Inches(0.55), WIDE - 2 * EDGE, Inches(0.4), 11, MUTED, lines=1)
    return slide


def _title_slide(deck, report: Report) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    write(slide, report.words.t("product"), EDGE, Inches(1.0), WIDE - 2 * EDGE, Inches(0.6), 20, MUTED)
    write(slide, report.title, EDGE, Inches(1.6), WIDE - 2 * EDGE, Inches(1.2), 48, ACCENT, True, lines=1)
    frame = write(slide, report.lead, EDGE, Inches(2.8), WIDE - 2 * EDGE, Inches(4), 20)
    for name, value in report.facts:
        paragraph = frame.add_paragraph()
        paragraph.space_before = Pt(8)
        add(paragraph, name + report.words.t("colon"), 16, MUTED, True)
        add(paragraph, cut(value, 240), 16, MUTED)


def _figures_slide(deck, report: Report) -> None:
    slide = _new(deck, report.words.t("figures_title"), report)
    width = (WIDE - 2 * EDGE) // 3
    for i, figure in enumerate(report.figures[:6]):
        left, top = EDGE + (i % 3) * width, Inches(1.5) + (i // 3) * Inches(2.7)
        write(slide, figure.name, left, top, width, Inches(0.5), 18, MUTED, lines=1)
        write(slide, figure.value, left, top + Inches(0.4), width, Inches(1), 44, INK, True, lines=1)
        write(slide, figure.more, left, top + Inches(1.35), width - Inches(0.2), Inches(1), 16, MUTED, lines=2)
    _say(slide, [f"{figure.name}: {figure.definition}" for figure in report.figures])


def _chart_slide(deck, chart, report: Report) -> None:
    """A native chart, a drawn map, or else the figure's table; its definition stands in the speaker's notes."""
    slide = _new(deck, chart.title, report)
    box = (EDGE, Inches(1.25), WIDE - 2 * EDGE, HIGH - Inches(2.0))
    drawing = spec(chart.drawing)
    done = draw_map(slide, drawing, box) if is_map(drawing) else draw_chart(slide, drawing, box, report.words.lang)
    if not done:
        left = draw_table(slide, chart.table, box)
        if left:
            _say(slide, [report.words.t("lines_left", n=left)])
    _say(slide, [chart.alt, chart.definition, chart.note])


def _say(slide, texts: list[str]) -> None:
    """Put texts into the speaker's notes."""
    frame = slide.notes_slide.notes_text_frame
    frame.text = "\n".join(text for text in [frame.text, *texts] if text)


def _rows_slide(deck, rows: tuple[Row, ...], report: Report) -> None:
    shown = report.words.t("rows_shown", shown=min(MOST_ROWS, len(report.rows)), n=report.number)
    slide = _new(deck, report.words.t("rows_heading"), report)
    for i, row in enumerate(rows):
        top, width = Inches(1.3) + i * Inches(1.85), WIDE - 2 * EDGE
        write(slide, row.who, EDGE, top, width, Inches(0.45), 20, INK, True, lines=1)
        write(slide, row.facts, EDGE, top + Inches(0.4), width, Inches(0.4), 14, MUTED, lines=1)
        write(slide, row.quotes[0] if row.quotes else "", EDGE, top + Inches(0.72), width, Inches(0.75), 15, lines=2)
        write(slide, row.source, EDGE, top + Inches(1.38), width, Inches(0.35), 12, MUTED, lines=1)
    _say(slide, [shown])
