"""Charts as inline SVG: functions from plain data, with all texts in the page's language, to markup.

Each ``draw_…`` returns one ``<svg>`` for a width; ``draw_both`` returns it for a wide and for a narrow place. The
markup is safe to insert as it is. ``assets/charts.css`` has its colours and says which of the two is shown.
"""

from kotograph.site.charts.bars import Bar, Bars, draw_bars
from kotograph.site.charts.canvas import NARROW, WIDE, About, draw_both
from kotograph.site.charts.chains import Chain, Link, draw_chains
from kotograph.site.charts.columns import Columns, Series, draw_columns
from kotograph.site.charts.matrix import Agreement, Cell, Matrix, draw_agreement, draw_matrix
from kotograph.site.charts.scale import Moment, Number
from kotograph.site.charts.spans import Day
from kotograph.site.charts.statements import Stated, Statements, draw_statements
from kotograph.site.charts.timeline import Lasting, Timeline, draw_timeline

__all__ = [
    "NARROW",
    "WIDE",
    "About",
    "Agreement",
    "Bar",
    "Bars",
    "Cell",
    "Chain",
    "Columns",
    "Day",
    "Lasting",
    "Link",
    "Matrix",
    "Moment",
    "Number",
    "Series",
    "Stated",
    "Statements",
    "Timeline",
    "draw_agreement",
    "draw_bars",
    "draw_both",
    "draw_chains",
    "draw_columns",
    "draw_matrix",
    "draw_statements",
    "draw_timeline",
]
