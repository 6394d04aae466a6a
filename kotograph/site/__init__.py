"""The static site: pages, charts and search, made from the validated graph."""
