"""Addresses of the pages of press requests."""

from django.urls import path

from press.requests.views import grounds, intake, lists, record

urlpatterns = [
    path("press-requests/", lists.RequestList.as_view(), name="requests"),
    path("press-requests/new/", intake.RequestIntake.as_view(), name="request-new"),
    path("press-requests/paste/", intake.RequestPaste.as_view(), name="request-paste"),
    path("press-requests/refusal-grounds/", grounds.GroundList.as_view(), name="refusal-grounds"),
    path("press-requests/refusal-grounds/new/", grounds.GroundEnter.as_view(), name="refusal-ground-new"),
    path("press-requests/<uuid:pk>/", record.RequestPage.as_view(), name="request"),
    path("press-requests/<uuid:pk>/edit/", intake.RequestEdit.as_view(), name="request-edit"),
    path("press-requests/<uuid:pk>/assign/", record.RequestAssign.as_view(), name="request-assign"),
    path("press-requests/<uuid:pk>/draft/", record.RequestDraft.as_view(), name="request-draft"),
    path(
        "press-requests/<uuid:request_pk>/hand-offs/<uuid:pk>/receive/",
        record.HandOffReceive.as_view(),
        name="hand-off-receive",
    ),
    path("press-requests/<uuid:pk>/<slug:verb>/", record.RequestPage.as_view(), name="request-verb"),
]
