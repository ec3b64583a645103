from django.urls import path

from comms.api.routers import Router
from comms.api.views import UUID_PATTERN
from press.conferences.api.views import AccreditationViewSet, PressConferenceViewSet, QuestionViewSet

OF = rf"press-conferences/(?P<conference>{UUID_PATTERN})"

router = Router()
router.register("press-conferences", PressConferenceViewSet, basename="press-conference")
router.register(rf"{OF}/accreditations", AccreditationViewSet, basename="accreditation")
router.register(rf"{OF}/questions", QuestionViewSet, basename="conference-question")

urlpatterns = [
    # A file by its name, so without the slash of the other addresses.
    path(
        "press-conferences/<uuid:id>/minutes.pdf",
        PressConferenceViewSet.as_view({"get": "minutes_pdf"}),
        name="press-conference-minutes-pdf",
    ),
    *router.urls,
]
