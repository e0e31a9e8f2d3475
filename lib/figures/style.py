"""The look of all figures: palette, fonts, one template for light and dark ground.

The palette is safe for the common colour blindnesses: neighbours in the order on screen differ in lightness too, and
no figure tells things apart by colour alone (labels or position say the same).
"""

from __future__ import annotations

from functools import cache

import plotly.graph_objects as go

from lib.lexicon import codes

Figure = go.Figure  # for those who draw figures and make none
FONT = '"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC",system-ui,sans-serif'
FONT_SIZE = 15
TITLE_SIZE = 18

# Ground, text and lines, for light and dark.
INK = {"light": "#1d2733", "dark": "#e8edf2"}
MUTED = {"light": "#5a6775", "dark": "#a3b0bd"}
LINE = {"light": "#dfe4ea", "dark": "#34404c"}
GROUND = {"light": "#ffffff", "dark": "#151b22"}
CARD = {"light": "#ffffff", "dark": "#1b232c"}
LINK = {"light": "#15588a", "dark": "#7db9dd"}
LAND = {"light": "#eef1f4", "dark": "#26303a"}  # a place without data: not the colour of a low value

ACCENT = "#1f5a8a"
ACCENT_BRIGHT = "#4f9bd0"
WARNING = "#b3541e"

# Twelve muted hues after Okabe and Ito, then lighter and darker versions of them.
HUES = (
    "#1f6fa8",  # blue
    "#d98a29",  # orange
    "#2f9173",  # green
    "#b85a8c",  # purple pink
    "#c4512d",  # vermilion
    "#5fb0d6",  # sky
    "#8a7a1f",  # olive
    "#6a5aa0",  # violet
    "#8c5b3c",  # brown
    "#5d8f3a",  # leaf
    "#d47f7f",  # rose
    "#3d6b7d",  # slate
    "#e0b84c",  # sand
    "#4aa6a0",  # teal
    "#a34a5c",  # wine
    "#7d8fb8",  # steel
    "#8c949c",  # grey: for "general" and "other"
)
KIND_HUES = {
    "funding": "#1f6fa8",
    "donation": "#2f9173",
    "investment": "#d98a29",
    "loan": "#6a5aa0",
    "trade": "#b85a8c",
    "output": "#8a7a1f",
    "income": "#5fb0d6",
    "other": "#8c949c",
}
ROLE_HUES = {"provider": "#1f6fa8", "recipient": "#d98a29", "peer": "#2f9173"}

# Light → dark, even steps in lightness: reads in grey too.
SEQUENTIAL = ("#e3eef6", "#bcd8ea", "#8bbbdb", "#559bc7", "#2c79ad", "#15588a", "#0b3a63")
SEQUENTIAL_DARK = ("#21384b", "#2b5878", "#3a7aa5", "#559bc7", "#7db9dd", "#abd4ec", "#dceefa")
DIVERGING = ("#8c4a1b", "#cf8b4f", "#ecd0b3", "#f3f3f1", "#b9d3e4", "#5d9cc6", "#15588a")

STEADY = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}  # a click fades nothing


@cache
def domain_colours() -> dict[str, str]:
    """Domain code → its colour, the same on every page."""
    return dict(zip(codes("domains"), HUES, strict=True))


def tooltip(mode: str) -> dict:
    """What ECharts shows beside the pointer, in the colours of the ground (``light`` or ``dark``)."""
    return {
        "trigger": "item",
        "backgroundColor": CARD[mode],
        "borderColor": LINE[mode],
        "textStyle": {"color": INK[mode], "fontSize": 14},
    }


def halo(colour: str) -> str:
    """The ``shadow`` of a text that stands on lines: a glow in the colour of the ground."""
    return f"0 0 3px {colour}, 0 0 3px {colour}"


def kind_colour(kind: str) -> str:
    """The colour of an amount kind."""
    return KIND_HUES.get(kind, HUES[-1])


def role_colour(role: str) -> str:
    """The colour of a role."""
    return ROLE_HUES.get(role, HUES[-1])


def scale(dark: bool = False) -> list[list]:
    """The sequential colour scale as Plotly wants it: [[0, colour], …, [1, colour]]."""
    colours = SEQUENTIAL_DARK if dark else SEQUENTIAL
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]


@cache
def template(dark: bool = False) -> go.layout.Template:
    """The layout every figure starts from. Transparent ground, so that it sits on light and dark cards."""
    mode = "dark" if dark else "light"
    axis = {
        "gridcolor": LINE[mode],
        "linecolor": LINE[mode],
        "zerolinecolor": LINE[mode],
        "tickfont": {"color": MUTED[mode], "size": FONT_SIZE - 1},
        "title": {"font": {"color": MUTED[mode], "size": FONT_SIZE - 1}, "standoff": 10},
        "automargin": True,
        "ticks": "",
    }
    layout = go.Layout(
        font={"family": FONT, "size": FONT_SIZE, "color": INK[mode]},
        title={"font": {"size": TITLE_SIZE, "color": INK[mode]}, "x": 0, "xanchor": "left"},
        colorway=HUES,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 8, "t": 16, "b": 8},
        xaxis=axis,
        yaxis=axis,
        separators=".,",
        hoverlabel={
            "font": {"family": FONT, "size": FONT_SIZE, "color": INK[mode]},
            "bgcolor": CARD[mode],
            "bordercolor": LINE[mode],
            "align": "left",
        },
        legend={"font": {"size": FONT_SIZE - 1}, "orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        hovermode="closest",
        bargap=0.28,
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": MUTED[mode], "activecolor": ACCENT_BRIGHT},
    )
    return go.layout.Template(layout=layout)


def dress(fig: go.Figure, dark: bool = False) -> go.Figure:
    """Give a figure the template of the ground it is drawn on (an export gets a solid ground, see ``solid``).

    In a list of bars the whole line answers to the pointer: the shortest bars are a pixel wide.
    """
    is_list = bool(fig.data) and all(trace.type == "bar" and trace.orientation == "h" for trace in fig.data)
    return fig.update_layout(template=template(dark), **({"hovermode": "y"} if is_list else {}))


def enlarged(fig: go.Figure, by: float = 1.25) -> go.Figure:
    """A copy with larger type, for a room."""

    def grown(value: object, name: str = "") -> object:
        if isinstance(value, dict):
            is_font = name.endswith("font")
            return {
                key: part * by if is_font and key == "size" and isinstance(part, (int, float)) else grown(part, key)
                for key, part in value.items()
            }
        return [grown(part, name) for part in value] if isinstance(value, (list, tuple)) else value

    return go.Figure(grown(fig.to_dict()))


def solid(fig: go.Figure) -> go.Figure:
    """A copy on white ground in the light template, for image and report files."""
    return go.Figure(fig).update_layout(
        template=template(False), paper_bgcolor=GROUND["light"], plot_bgcolor=GROUND["light"]
    )
