"""The query page: a form that works everywhere, with YASGUI's editor on top where the build could fetch it."""

from kotograph.server.editor.files import describe_editor, find_editor, list_assets
from kotograph.server.editor.page import EDITOR_CSP, Asked, make_query_page
from kotograph.server.editor.route import make_editor_routes, query_page

__all__ = [
    "EDITOR_CSP",
    "Asked",
    "describe_editor",
    "find_editor",
    "list_assets",
    "make_editor_routes",
    "make_query_page",
    "query_page",
]
