"""Pages from templates: escaped, strict, without a script or anything from the network."""

from __future__ import annotations

import jinja2


def page(template: str, **values: object) -> str:
    """A template of `streams/templates` with these values."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("streams"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)
