"""A page as it came in: its blocks in order, each with its kind."""

from __future__ import annotations

from html import escape

from lib.ui.view import View


def blocks_html(view: View, blocks: list[dict]) -> str:
    """The blocks (``kind``, ``text``) as HTML; everything of the page is escaped."""
    pieces = [
        f'<div class="block block-{escape(block["kind"])}"><span class="kind">'
        f"{escape(view.label('block_kinds', block['kind']))}</span>{escape(block['text'])}</div>"
        for block in blocks
    ]
    return f"<div data-atlas-own>{''.join(pieces) or escape(view.t('no_blocks'))}</div>"
