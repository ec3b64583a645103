"""How a resource declares its verbs and its children: one line each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from comms.api.filters import FilterSet
from comms.api.serializers import EmptyBody

Service = Callable[..., Any]


@dataclass(frozen=True)
class Verb:
    """`POST {id}/<verb>/`: the body goes to `service(actor=, <model>_id=, version=, **body)`."""

    service: Service
    body: type[BaseSerializer[Any]] = EmptyBody
    status: int = 200
    needs_key: bool = False


@dataclass(frozen=True)
class Child:
    """`GET {id}/<name>/` lists `rows(user, parent)`; `POST` calls `service(actor=, <model>_id=, **body)`."""

    rows: Callable[[Any, Any], Any]
    serializer: type[BaseSerializer[Any]]
    service: Service | None = None
    body: type[BaseSerializer[Any]] = EmptyBody
    needs_key: bool = False
    filterset: type[FilterSet] | None = None


@dataclass
class _Declared:
    """Becomes the view's method when the class takes its attributes, because only then its name is known."""

    contract: Verb | Child
    path: str
    methods: Any
    settings: dict[str, Any] = field(default_factory=dict)

    def __set_name__(self, owner: type, name: str) -> None:
        contract = self.contract

        def method(view: Any, request: Any, **kwargs: Any) -> Response:
            if isinstance(contract, Verb):
                return view.do_verb(contract)
            return view.do_child(contract)

        method.__name__ = name
        method.__doc__ = contract.service.__doc__ if contract.service else None
        method.contract = contract  # type: ignore[attr-defined]  # read by the schema and the idempotency check
        decorated = action(
            detail=True, methods=self.methods, url_path=self.path, url_name=self.path.replace("_", "-"), **self.settings
        )(method)
        setattr(owner, name, decorated)


def verb_action(
    verb: str,
    *,
    service: Service,
    serializer: type[BaseSerializer[Any]] | None = None,
    status: int = 200,
    needs_key: bool = False,
    **settings: Any,
) -> Any:
    """A verb of the resource.

    `serializer` is the body (none when None); `status=201` answers with the new object that the service returned;
    `needs_key` asks for an Idempotency-Key; `settings` are attributes of the view, such as `parser_classes`.
    """
    return _Declared(Verb(service, serializer or EmptyBody, status, needs_key), verb, ["post"], settings)


def child_list(
    name: str,
    *,
    rows: Callable[[Any, Any], Any],
    serializer: type[BaseSerializer[Any]],
    service: Service | None = None,
    body: type[BaseSerializer[Any]] = EmptyBody,
    needs_key: bool = False,
    filterset: type[FilterSet] | None = None,
    **settings: Any,
) -> Any:
    """What hangs on the resource: a paged list and, with `service`, a POST that adds to it.

    `rows(user, parent)` is an ordered queryset; it filters by what the user may see where that differs from the parent.
    `filterset` are the filters of the list.
    """
    methods = ["get", "post"] if service else ["get"]
    return _Declared(Child(rows, serializer, service, body, needs_key, filterset), name, methods, settings)
