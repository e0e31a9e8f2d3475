"""区域合作图谱 · Cooperation Atlas: newspaper articles in, a table of cooperation between regions out."""

__version__ = "0.1.0"
