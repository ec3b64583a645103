"""The verbs of an object as its page shows them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from comms.core.decisions import Action


@dataclass(frozen=True)
class Verb:
    """How a page offers one verb.

    `service` is called with `actor=`, the record's id under the page's `id_argument`, `version=` and the form's
    cleaned data.  `form` asks for what the verb needs (a reason, for example); `confirm` is a sentence to read before
    a step that cannot be taken back.  `tone` is "", primary or danger.  `on_page`: the form stands on a page of its
    own, at the address of the verb.
    """

    label: Any
    service: Callable[..., Any]
    done: Any
    form: type[forms.Form] | None = None
    confirm: Any = ""
    tone: str = ""
    on_page: bool = False


@dataclass(frozen=True)
class PageAction:
    """One button: `in_state` is False where the verb belongs to another state of the object."""

    verb: str
    label: Any
    allowed: bool
    reason: str
    in_state: bool
    url: str
    form: forms.Form | None
    confirm: Any
    tone: str
    on_page: bool = False

    @property
    def unfolded(self) -> bool:
        """A form that was sent with errors is shown open."""
        return self.form is not None and self.form.is_bound


def page_actions(
    obj: Any, answers: Iterable[Action], verbs: Mapping[str, Verb], *, bound: Mapping[str, forms.Form] | None = None
) -> list[PageAction]:
    """Join what the policies answer with how the page words it, in the order of `verbs`.

    A verb without an entry in `verbs` has no button.  `bound` holds a form that was sent with errors, by verb.
    """
    by_verb = {answer["verb"]: answer for answer in answers}
    shown = []
    for name, verb in verbs.items():
        answer = by_verb.get(name)
        if answer is None:
            continue
        form = (bound or {}).get(name) or (verb.form(auto_id=f"{name}_%s") if verb.form else None)
        shown.append(
            PageAction(
                verb=name,
                label=verb.label,
                allowed=answer["allowed"],
                reason=answer["reason"],
                in_state=_in_state(obj, name),
                url=f"{obj.get_absolute_url()}{name}/",
                form=form,
                confirm=verb.confirm,
                tone=verb.tone,
                on_page=verb.on_page,
            )
        )
    return shown


def _in_state(obj: Any, verb: str) -> bool:
    transitions = getattr(obj, "transitions", None)
    return transitions is None or verb not in set(transitions) or obj.state in transitions.sources(verb)
