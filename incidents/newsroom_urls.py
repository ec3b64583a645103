"""Addresses of published refutations in the newsroom: Vietnamese without a prefix, English under en/."""

from django.urls import path

from incidents.views import newsroom, public_reports
from press.newsroom.addresses import PREFIXES

app_name = "incidents-newsroom"
PAGES = [
    ("newsroom/refutations/", newsroom.RefutationList, "refutations"),
    ("newsroom/refutations.atom", newsroom.RefutationAtom, "refutations-atom"),
    ("newsroom/refutations/<slug:words>-<uuid:pk>/", newsroom.RefutationPage, "refutation"),
    ("newsroom/report/", public_reports.ReportForm, "report"),
    ("newsroom/report/<slug:code>/", public_reports.Receipt, "receipt"),
]
urlpatterns = [
    path(f"{prefix}{address}", view.as_view(), {"language": language}, name=f"{name}-{language}")
    for language, prefix in PREFIXES.items()
    for address, view, name in PAGES
]
