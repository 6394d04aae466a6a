"""The service manifest: what there is at an endpoint, for clients that know nothing but its address."""

from __future__ import annotations

from typing import TypeAlias

from kotograph import __version__
from kotograph.server.reconciliation.asked import MOST_QUERIES
from kotograph.server.reconciliation.catalogue import EVERYTHING, Catalogue
from kotograph.server.reconciliation.suggesting import KINDS, Suggester
from kotograph.server.reconciliation.words import tell
from kotograph.site.texts import say

PATH = "reconcile"
WIDTH, HEIGHT = 430, 240
_MOST_TYPES = 20
Json: TypeAlias = "dict[str, object]"


def write_manifest(catalogue: Catalogue, suggester: Suggester, site_url: str, lang: str) -> Json:
    """Return the manifest of the endpoint of a language, which clients find below ``site_url``."""
    endpoint = f"{site_url}{PATH}/{lang}"
    types = [kind for kind in catalogue.types if not catalogue.is_scheme(kind)][:_MOST_TYPES]
    everything = {"id": EVERYTHING[0], "name": catalogue.name_term(EVERYTHING[0], lang)}
    return {
        "versions": ["0.2"],
        "name": tell("name", lang, site=say("site.name", lang)),
        "identifierSpace": catalogue.space,
        "schemaSpace": catalogue.schema_space,
        "defaultTypes": [suggester.show_type(kind, lang) for kind in types] or [everything],
        "documentation": f"{site_url}{lang}/api.html#reconciliation",
        "logo": f"{site_url}assets/icon.svg",
        "serviceVersion": __version__,
        "view": {"url": f"{endpoint}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{site_url}{lang}/api.html#feature-{{{{id}}}}"},
        "preview": {"url": f"{endpoint}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            what: {
                "service_url": endpoint,
                "service_path": f"/suggest/{what}",
                "flyout_service_url": endpoint,
                "flyout_service_path": f"/flyout/{what}?id=${{id}}",
            }
            for what in KINDS
        },
        "extend": {
            "propose_properties": {"service_url": endpoint, "service_path": "/properties"},
            "property_settings": _list_settings(lang),
        },
        "batchSize": MOST_QUERIES,
    }


def _list_settings(lang: str) -> list[Json]:
    choices = [{"value": form, "name": tell(f"form-{form}", lang)} for form in ("entity", "name", "iri")]
    return [
        {
            "name": "limit",
            "label": tell("limit", lang),
            "type": "number",
            "default": 0,
            "help_text": tell("limit-help", lang),
        },
        {
            "name": "form",
            "label": tell("form", lang),
            "type": "select",
            "default": "entity",
            "help_text": tell("form-help", lang),
            "choices": choices,
        },
    ]
