"""Addresses of a resource: a slash at the end, no format suffix, and no method that it did not declare."""

from typing import Any

from rest_framework.routers import SimpleRouter


class Router(SimpleRouter):
    """`POST` on the list exists with `create_service`, `PATCH` with `update_service`; `PUT` never does."""

    def __init__(self) -> None:
        super().__init__(trailing_slash=True)

    def get_method_map(self, viewset: Any, method_map: Any) -> dict[str, str]:
        methods = super().get_method_map(viewset, method_map)
        if getattr(viewset, "create_service", None) is None:
            methods.pop("post", None) if methods.get("post") == "create" else None
        if getattr(viewset, "update_service", None) is None:
            methods.pop("patch", None) if methods.get("patch") == "partial_update" else None
        return methods
