"""A view of the library as one file: a page that opens offline, or slides. No screen needed."""

from lib.report.content import Chart, Figure, Report, Row
from lib.report.page import to_html
from lib.report.slides import to_slides

__all__ = ["Chart", "Figure", "Report", "Row", "to_html", "to_slides"]
