"""Views of the pages: a list, a record with its verbs, a form.  Each calls the services that the API calls.

Nobody reaches a page without signing in: `LoginRequiredMiddleware` refuses every view that is not marked
`login_not_required`.  A ServiceError that a view does not catch becomes a page (`comms.web.middleware.refusals`).
"""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from comms.audit.selectors import changes_since, history
from comms.core.decisions import Action, actions_for
from comms.core.errors import Invalid, StaleVersion
from comms.core.records import found
from comms.web.actions import PageAction, Verb, page_actions
from comms.web.forms import take_errors
from comms.web.keyset import keyset_page


def way(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Crumbs from labels and names of addresses."""
    return [(label, reverse(name)) for label, name in steps]


class PageView(TemplateView):
    """A page with a heading and the way to it.  `crumbs()`: [(label, address), …] from the overview down."""

    heading: Any = ""

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"heading": self.heading, "crumbs": self.crumbs(), **kwargs})


class ListPage(PageView):
    """A list with filters and pages.  A subclass gives `rows()`, through visibility, and `narrow()` for its filters."""

    order: ClassVar[Sequence[str]] = ("pk",)
    page_size = 50
    filter_form: ClassVar[type[forms.Form] | None] = None

    def rows(self) -> "models.QuerySet[Any]":
        raise NotImplementedError

    def narrow(self, rows: "models.QuerySet[Any]", chosen: Mapping[str, Any]) -> "models.QuerySet[Any]":
        """Apply what the form of filters says; called with cleaned data only."""
        return rows

    def filter_arguments(self) -> dict[str, Any]:
        """Further arguments of the form of filters (the user whose choices it offers, for example)."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`page` (iterable, with its neighbours) and `filter_form`.  Filters that make no sense show nothing."""
        form, rows = None, self.rows()
        if self.filter_form is not None:
            form = self.filter_form(self.request.GET, label_suffix="", **self.filter_arguments())
            rows = self.narrow(rows, form.cleaned_data) if form.is_valid() else rows.none()
        page = keyset_page(rows, self.request, order=self.order, size=self.page_size)
        return super().get_context_data(**{"page": page, "filter_form": form, **kwargs})


class RecordPage(PageView):
    """One record with its verbs and history.

    Mounted twice: `<uuid:pk>/` shows, `<uuid:pk>/<slug:verb>/` takes the POST of a verb.  The template has the record
    under `context_object_name` and as `record`, with `actions` and `history`.
    """

    model: ClassVar[type[models.Model]]
    policies: ClassVar[ModuleType | None] = None
    verbs: ClassVar[Mapping[str, Verb]] = {}
    id_argument: ClassVar[str] = ""
    lookup: ClassVar[str] = "pk"
    context_object_name: ClassVar[str] = "record"
    record: Any

    def rows(self) -> "models.QuerySet[Any]":
        """The rows among which the record is looked for; override to add select_related."""
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]  # every model has it

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.bound: dict[str, forms.Form] = {}

    def find(self) -> Any:
        """The record, or NotVisible."""
        self.record = found(self.rows(), **{self.lookup: self.kwargs[self.lookup]})
        return self.record

    def answers(self) -> Sequence[Action]:
        """What the policies say about each verb for this person now."""
        if self.policies is None:
            return ()
        return actions_for(self.request.user, self.record, self.record.transitions, self.policies)

    def actions(self) -> list[PageAction]:
        return page_actions(self.record, self.answers(), self.verbs, bound=self.bound)

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        """What the service of a verb is called with beside actor, id and version."""
        return dict(form.cleaned_data) if form else {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        if "verb" in kwargs:
            return HttpResponseRedirect(self.record.get_absolute_url())
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = self.verbs.get(kwargs.get("verb", ""))
        if verb is None:
            raise Http404
        self.find()
        request.back_url = self.record.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        form = verb.form(request.POST, request.FILES, auto_id=f"{kwargs['verb']}_%s") if verb.form else None
        if form is not None and not form.is_valid():
            return self.again(kwargs["verb"], form)
        try:
            verb.service(
                actor=request.user,
                version=version_of(request),
                **{self.id_argument: self.record.pk},
                **self.arguments(kwargs["verb"], form),
            )
        except Invalid as refused:
            if form is None:
                raise
            take_errors(form, refused)
            return self.again(kwargs["verb"], form)
        messages.success(request, str(verb.done))
        return HttpResponseRedirect(self.after())

    def after(self) -> str:
        """Where a verb leads: to the record, or to the page above it when the verb took the record out of sight."""
        crumbs = self.crumbs()
        if crumbs and not self.rows().filter(pk=self.record.pk).exists():
            return crumbs[-1][1]
        return str(self.record.get_absolute_url())

    def again(self, verb: str, form: forms.Form) -> HttpResponse:
        """The page once more, with the form that was sent and what is wrong with it."""
        self.bound[verb] = form
        return self.render_to_response(self.get_context_data(), status=400)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions = self.actions()
        context = {
            "record": self.record,
            self.context_object_name: self.record,
            "actions": actions,
            "may_act": any(action.allowed for action in actions),
            "history": history(self.record)[:100],
        }
        return super().get_context_data(**context, **kwargs)


class FormPage(PageView):
    """A form on a page of its own.  A subclass gives `form_class` and `save(form)`, which calls one service."""

    template_name = "web/form_page.html"
    form_class: ClassVar[type[forms.Form]]
    done: ClassVar[Any] = ""
    submit_label: ClassVar[Any] = _("Save")

    def initial(self) -> dict[str, Any]:
        return {}

    def form_arguments(self) -> dict[str, Any]:
        """Further arguments of the form (the user whose choices it offers, for example)."""
        return {}

    def save(self, form: forms.Form) -> Any:
        """Call the service; return the object whose page comes next."""
        raise NotImplementedError

    def success_url(self, saved: Any) -> str:
        return str(saved.get_absolute_url())

    def make_form(self, *data: Any) -> forms.Form:
        return self.form_class(*data, initial=self.initial(), **self.form_arguments())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            saved = self.save(form)
        except Invalid as refused:
            take_errors(form, refused)
            return self.show(form, status=400)
        except StaleVersion as stale:
            return self.show_changes(form, stale)
        if self.done:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(self.success_url(saved))

    def show_changes(self, form: forms.Form, stale: StaleVersion) -> HttpResponse:
        """The form as it was sent, with what others changed meanwhile; sent again, it is written over that."""
        return self.show(form, status=412, version=stale.current, changes=changes_since(stale))

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        context = self.get_context_data(form=form, submit_label=self.submit_label, **context)
        return self.render_to_response(context, status=status)


class EditPage(FormPage):
    """A form about an existing record: `self.record`, and `self.version` as the person read it."""

    model: ClassVar[type[models.Model]]
    lookup: ClassVar[str] = "pk"
    record: Any

    def rows(self) -> "models.QuerySet[Any]":
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]  # every model has it

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.record = found(self.rows(), **{self.lookup: kwargs[self.lookup]})
        request.back_url = self.record.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        return super().dispatch(request, *args, **kwargs)

    @property
    def version(self) -> int:
        return version_of(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """After an error the form keeps the version that was sent, so that another's change still shows."""
        version = self.request.POST.get("version", self.record.version)
        return super().get_context_data(**{"record": self.record, "version": version, **kwargs})


def version_of(request: HttpRequest) -> int:
    """The version that the sent form was drawn with.  Raises Invalid without one."""
    try:
        return int(request.POST.get("version", ""))
    except ValueError as error:
        raise Invalid.field("version", _("The form does not say which version it changes."), code="required") from error
