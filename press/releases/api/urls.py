from django.urls import path

from comms.api.limits import limited
from comms.api.routers import Router
from press.releases.api.signoff import AbsenceViewSet, SigningStepsView
from press.releases.api.views import ReleaseViewSet, VerifyCodeView, VerifyFileView

router = Router()
router.register("releases", ReleaseViewSet, basename="release")
router.register("signing-absences", AbsenceViewSet, basename="signing-absence")

urlpatterns = [
    # A file by its name, so without the slash of the other addresses.
    path("releases/<uuid:id>/preview.pdf", ReleaseViewSet.as_view({"get": "preview"}), name="release-preview"),
    path("verify/", VerifyFileView.as_view(throttle_classes=[limited("verify_file")]), name="verify-file"),
    path("verify/<str:code>/", VerifyCodeView.as_view(), name="verify-code"),
    path("signing-steps/", SigningStepsView.as_view(), name="signing-steps"),
    *router.urls,
]
