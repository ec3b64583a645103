"""Every component of comms.web on one page, with made-up facts: what the tests and the browser look at.

Serves as a ROOT_URLCONF: `settings.ROOT_URLCONF = "tests.web.gallery"`.
"""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, path

from comms.core import clock, errors
from comms.core.decisions import Action
from comms.core.states import Transitions
from comms.org.models import Unit, User
from comms.urls import handler400, handler403, handler404, handler500  # noqa: F401  # Django reads them from here
from comms.urls import urlpatterns as real
from comms.web.actions import Verb
from comms.web.forms import DayField, LinesField, PageForm, ReasonForm
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage

SOURCE = (Path(__file__).parent / "gallery.html").read_text()
TEXT = """## Thông cáo

Đoạn **đậm**, *nghiêng*, [trang của Bộ](https://moj.gov.vn) và [xấu](javascript:alert(1)).

1. một
2. hai

> Trích dẫn.

| Năm | Số |
| --- | --- |
| 2026 | 1.234 |
"""


def refuse(error: Exception) -> Any:
    def service(*, actor: User, unit_id: Any, version: int, **given: Any) -> None:
        raise error

    return service


def rename(*, actor: User, unit_id: Any, version: int, reason: str) -> None:
    if version != 1:
        raise errors.StaleVersion(current=1)
    if len(reason) < 3:
        raise errors.Invalid.field("reason", "Lý do quá ngắn.", code="short")
    Unit.objects.filter(pk=unit_id).update(name_en=reason)


class GalleryForm(PageForm):
    title = forms.CharField(label="Tiêu đề", help_text="Một câu, không có dấu chấm ở cuối.")
    due_on = DayField(label="Hạn", required=False)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Loại A"), ("b", "Loại B")])
    radio = forms.ChoiceField(label="Hình thức", choices=[("a", "Họp báo"), ("b", "Cổng")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="Đơn vị phối hợp", choices=[("a", "CNTT"), ("b", "VP")], widget=forms.CheckboxSelectMultiple
    )
    yes = forms.BooleanField(label="Đã kiểm tra nội dung")
    text = LinesField(label="Nội dung")
    file = forms.FileField(label="Tệp", required=False)


class GalleryPage(RecordPage):
    model, lookup, id_argument, context_object_name = Unit, "code", "unit_id", "unit"
    heading = "Kế hoạch truyền thông đề án 407 năm 2026"
    verbs = {
        "rename": Verb("Đổi tên", rename, "Đã đổi tên.", form=ReasonForm, tone="primary"),
        "plain": Verb("Nhận", refuse(errors.IllegalTransition()), "Đã nhận."),
        "end": Verb("Hủy", refuse(errors.Conflict()), "Đã hủy.", confirm="Không thể hoàn tác.", tone="danger"),
        "forbid": Verb("Duyệt", refuse(errors.NotAllowed("Người soạn không được duyệt.")), ""),
        "invalid": Verb("Sai", refuse(errors.Invalid.field("x", "Ngày không hợp lệ.")), ""),
        "hide": Verb("Ẩn", refuse(errors.NotVisible()), ""),
        "later": Verb("Mở lại", refuse(errors.IllegalTransition()), ""),
    }

    def find(self) -> Any:
        unit = super().find()
        unit.state, unit.get_state_display = "in_progress", lambda: "đang thực hiện"
        unit.illustrative = ["valid_from"]
        unit.transitions = Transitions({"later": (["closed"], "in_progress")})
        unit.get_absolute_url = lambda: f"/gallery/{unit.code}/"
        return unit

    def crumbs(self) -> Any:
        return [("Kế hoạch", "/units/"), ("Đề án 407", "/units/")]

    def answers(self) -> list[Action]:
        denied = {"forbid": "Chỉ người phát ngôn được duyệt.", "later": "Không thể khi đang thực hiện."}
        return [Action(verb=verb, allowed=verb not in denied, reason=denied.get(verb, "")) for verb in self.verbs]

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        now = clock.now()
        broken = GalleryForm({"title": "", "due_on": "31/02/2026", "kind": "a", "text": "Chữ"}, auto_id="g_%s")
        context |= {
            "text": TEXT,
            "form": broken if "errors" in self.request.GET else GalleryForm(auto_id="g_%s"),
            "clocks": [
                (now + timedelta(hours=30), None),
                (now + timedelta(hours=2, minutes=5), None),
                (now - timedelta(days=2), None),
                (now, now - timedelta(hours=3)),
                (now, now + timedelta(minutes=10)),
            ],
            "late": now - timedelta(minutes=5),
            "stored": [
                SimpleNamespace(name="Báo cáo kết quả thực hiện nhiệm vụ.pdf", size=1536000, get_absolute_url="/f/")
            ],
        }
        return HttpResponse(engines["django"].from_string(SOURCE).render(context, self.request), **kwargs)


class UnitRows(ListPage):
    """A list of two a page, for the pager."""

    page_size, order = 2, ("-valid_from", "name_sort")

    def rows(self) -> Any:
        return Unit.objects.visible_to(self.request.user)

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        source = "{% for row in page %}{{ row.code }} {% endfor %}{% pager page %}"
        return HttpResponse(engines["django"].from_string(source).render(context, self.request))


class NameForm(PageForm):
    name = forms.CharField(label="Tên")


class Name(FormPage):
    heading, form_class, done = "Tên mới", NameForm, "Đã lưu."

    def save(self, form: forms.Form) -> Any:
        if form.cleaned_data["name"] == "x":
            raise errors.Invalid(
                {"name": [errors.FieldError("bad", "Tên xấu.")], "else": [errors.FieldError("b", "Khác.")]}
            )
        return Unit.objects.get(code="VP")


class Edit(EditPage):
    model, lookup, form_class, heading = Unit, "code", NameForm, "Sửa"

    def save(self, form: forms.Form) -> Any:
        if self.version != self.record.version:
            raise errors.StaleVersion(current=self.record.version)
        return self.record


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted")


urlpatterns: list[URLPattern | URLResolver] = [
    *real,
    path("gallery/rows/", UnitRows.as_view()),
    path("gallery/name/", Name.as_view()),
    path("gallery/broken/", broken),
    path("gallery/<str:code>/", GalleryPage.as_view()),
    path("gallery/<str:code>/edit/", Edit.as_view()),
    path("gallery/<str:code>/<slug:verb>/", GalleryPage.as_view()),
]
