"""The keyword page's figures: sizes and shades of the cloud's words, trend lines, keyness bars."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lib.figures.classes import class_of, classes
from lib.figures.numbers import percent, year_step
from lib.figures.overview import Words
from lib.figures.style import ACCENT, HUES, SEQUENTIAL, SEQUENTIAL_DARK, STEADY

SMALLEST, LARGEST = 15, 58  # pixels before the cloud is fitted to its width
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKS = ("circle", "square", "diamond", "triangle-up", "x", "star")


def cloud_words(table: pd.DataFrame, words: Words, dark: bool = False) -> list[dict]:
    """What the cloud draws, largest first: text, size, weight, colour, hint. Size grows with the root of articles."""
    if table.empty:
        return []
    table = table.sort_values(["articles", "n", "word"], ascending=[False, False, True])
    top, low = table["articles"].max() ** 0.5, table["articles"].min() ** 0.5
    ranges = classes(table["articles"].tolist(), 4)
    palette = SEQUENTIAL_DARK[3:] if dark else SEQUENTIAL[3:]
    drawn = []
    for record in table.to_dict("records"):
        share = (record["articles"] ** 0.5 - low) / (top - low) if top > low else 0.5
        number = class_of(record["articles"], ranges)
        drawn.append(
            {
                "text": record["word"],
                "size": round(SMALLEST + share * (LARGEST - SMALLEST), 1),
                "weight": 650 if share > 0.45 else 450,
                "colour": palette[min(len(palette) - 1, number + len(palette) - len(ranges))],
                "hint": f"{record['word']}  {words.t('word_hint', articles=record['articles'], n=record['n'])}",
            }
        )
    return drawn


def trend(table: pd.DataFrame, words: Words) -> go.Figure:
    """One line a word: the share of a year's articles that hold it; told apart by dash, mark and name at its end.

    ``customdata``: [word, year]. Years without articles leave a gap.
    """
    fig = go.Figure()
    years = list(range(int(table["year"].min()), int(table["year"].max()) + 1))
    for i, (word, ours) in enumerate(table.groupby("word", sort=False)):
        ours = ours.set_index("year").reindex(years)
        fig.add_scatter(
            x=years,
            y=ours["share"],
            mode="lines+markers",
            name=word,
            line={"color": HUES[i % len(HUES)], "width": 2.5, "dash": DASHES[i % len(DASHES)]},
            marker={"symbol": MARKS[i % len(MARKS)], "size": 9},
            connectgaps=False,
            customdata=[[word, year] for year in years],
            hovertext=[
                words.t("hover_trend", word=word, year=year, n=int(n), of=int(of), share=percent(share))
                if of == of
                else ""
                for year, n, of, share in zip(years, ours["articles"], ours["of"], ours["share"], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            **STEADY,
        )
    step = year_step(years[0], years[-1], 10)
    fig.update_layout(height=340, margin={"t": 44})
    fig.update_xaxes(showgrid=False, tickformat="d", dtick=step, tickangle=0)
    top = max(0.05, float(table["share"].max()) * 1.1)
    return fig.update_yaxes(tickformat=".0%", range=[-0.02 * top, top], title_text=words.t("axis_share"))


def keyness(table: pd.DataFrame, words: Words) -> go.Figure:
    """Bars of log ratio: to the right what the chosen articles say more often, to the left the others.

    ``customdata``: [word].
    """
    table = table.sort_values("log_ratio")
    records = table.to_dict("records")
    fig = go.Figure(
        go.Bar(
            x=table["log_ratio"].tolist(),
            y=table["word"].tolist(),
            orientation="h",
            marker={"color": [ACCENT if value > 0 else HUES[1] for value in table["log_ratio"]]},
            text=[words.t("times", n=_times(value)) for value in table["log_ratio"]],
            textposition="outside",
            cliponaxis=False,
            customdata=[[word] for word in table["word"]],
            hovertext=[hover_key(record, words) for record in records],
            hovertemplate="%{hovertext}<extra></extra>",
            **STEADY,
        )
    )
    reach = 1.5 * float(table["log_ratio"].abs().max())
    low = -reach if (table["log_ratio"] < 0).any() else 0
    high = reach if (table["log_ratio"] > 0).any() else 0
    fig.update_layout(height=max(220, 27 * len(table) + 60), margin={"t": 34, "b": 8}, bargap=0.32)
    fig.update_xaxes(range=[low, high], visible=False, zeroline=True)
    for side, key, shown in ((1, "more_here", high), (0, "more_rest", low)):
        if shown:
            fig.add_annotation(
                text=words.t(key), x=side, y=1.0, xref="paper", yref="paper", showarrow=False, yshift=20,
                xanchor="right" if side else "left",
            )  # fmt: skip
    return fig.update_yaxes(showgrid=False, ticksuffix="  ", type="category")


def _times(log_ratio: float) -> str:
    times = 2 ** abs(log_ratio)
    return f"{times:.1f}" if times < 10 else f"{times:.0f}"


def hover_key(record: dict, words: Words) -> str:
    """A word's frequencies on both sides and how sure the difference is."""
    rates = words.t("hover_rates", here=f"{record['here_rate']:.1f}", rest=f"{record['rest_rate']:.1f}")
    sure = words.t("hover_g2", g2=f"{record['g2']:.1f}", ratio=f"{record['log_ratio']:+.1f}")
    counts = words.t("hover_counts", here=record["here"], rest=record["rest"])
    return f"<b>{record['word']}</b><br>{rates}<br>{counts}<br>{sure}"
