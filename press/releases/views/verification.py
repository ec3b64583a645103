"""Is this a document of the ministry?  For everybody, without signing in."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from comms.core import limits
from comms.web.pages import PageView
from press.releases import downloads, verification
from press.releases.forms import VerifyFileForm


@method_decorator(login_not_required, name="dispatch")
class VerifyPage(PageView):
    """Is this a document of the ministry?  By the code that is printed on it, or by the file itself."""

    template_name = "press/verify.html"
    heading = _("Check a document")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = kwargs.get("code") or request.GET.get("code", "")[:60]
        return self.answer(verification.verify_code(code) if code else None, code=code)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.spend("verify_file", limits.caller_of(request))
        form = VerifyFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(None, form=form, status=400)
        data = downloads.bytes_of(form.cleaned_data["file"])
        return self.answer(verification.verify_file(data), by_file=True)

    def answer(self, found: verification.Verification | None, *, status: int = 200, **context: Any) -> HttpResponse:
        context.setdefault("form", VerifyFileForm())
        return self.render_to_response(self.get_context_data(verification=found, **context), status=status)
