"""Hold the graph against the shapes in ``shapes/`` and tell people what was found, where, and what to do.

`kotograph.validation.run` validates, `kotograph.validation.report` and `kotograph.validation.page` write the report.
"""
