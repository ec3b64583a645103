from django.urls import path

from comms.api.routers import Router
from comms.duties.api.views import DocxView, DutyViewSet, FiguresView, PdfView, ReportViewSet

router = Router()
router.register("annual-press-reports", ReportViewSet, basename="annual-press-report")
router.register("duties", DutyViewSet, basename="duty")
urlpatterns = [
    path("duties/annual-press-report/", FiguresView.as_view(), name="annual-press-figures"),
    path("duties/annual-press-report.pdf", PdfView.as_view(), name="annual-press-report-pdf"),
    path("duties/annual-press-report.docx", DocxView.as_view(), name="annual-press-report-docx"),
    *router.urls,
]
