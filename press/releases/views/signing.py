"""Reading and signing by a one-time link, without an account.  A GET signs nothing: scanners of mails open links."""

from typing import Any

from csp.decorators import csp_exempt
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from comms.core import limits
from comms.core.errors import Invalid, NotVisible
from comms.web.forms import CommentForm, take_errors
from comms.web.pages import PageView
from press.releases import policies, services
from press.releases.downloads import PREVIEW_KEPT
from press.releases.models import SigningLink

UNLISTED = {"X-Robots-Tag": "noindex, nofollow"}


@method_decorator(login_not_required, name="dispatch")
class SigningPage(PageView):
    """The text of exactly the bound hash; sign it, or return it with a comment."""

    template_name = "press/signing.html"
    heading = _("A text for your signature")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            limits.spend("signing_link", limits.caller_of(request))
            link = services.signing_link_open(token=kwargs["token"], address=_address(request))
        except NotVisible:
            return self.nothing()
        return self.show(link)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.spend("signing_link", limits.caller_of(request))
        given = {"token": kwargs["token"], "address": _address(request)}
        act = request.POST.get("act")
        form = CommentForm(request.POST) if act == "return" else None
        try:
            if act == "sign":
                link = services.signing_link_sign(**given)
            elif form is not None and form.is_valid():
                link = services.signing_link_return(**given, comment=form.cleaned_data["comment"])
            else:
                return self.show(services.signing_link_read(token=kwargs["token"]), form=form, status=400)
        except Invalid as refused:
            take_errors(form, refused)  # type: ignore[arg-type]  # only the comment can be refused
            return self.show(services.signing_link_read(token=kwargs["token"]), form=form, status=400)
        except NotVisible:
            return self.nothing()
        return self.answer(done=True, outcome=link.outcome)

    def show(self, link: SigningLink, form: Any = None, status: int = 200) -> HttpResponse:
        release = link.release
        return self.answer(
            link=link,
            release=release,
            units=[row.unit for row in release.unit_rows.all()],
            steps=policies.sign_steps(release),
            token=self.kwargs["token"],
            form=form or CommentForm(),
            status=status,
        )

    def nothing(self) -> HttpResponse:
        """The same words for an address that never was, was used, or is over."""
        return self.answer(heading=_("This link opens nothing"), gone=True, status=404)

    def answer(self, *, status: int = 200, **context: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(**context), status=status, headers=UNLISTED)
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log the address, which is secret
        return response


@csp_exempt()
@login_not_required
@require_GET
def signing_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The paper of exactly the text that the link stands for, rendered once a text and language."""
    limits.spend("signing_link", limits.caller_of(request))
    try:
        link = services.signing_link_read(token=token)
    except NotVisible:
        response = HttpResponse(status=404, headers=UNLISTED)
        response._has_been_logged = True  # type: ignore[attr-defined]  # as above
        return response
    key = f"press-signing:{link.release_id}:{link.content_sha256}:{get_language()}"
    data = cache.get(key)
    if data is None:
        data = services.preview(link.release)
        cache.set(key, data, PREVIEW_KEPT)
    headers = {**UNLISTED, "Content-Disposition": 'inline; filename="draft.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
