"""Addresses of the pages of releases and of the verification of documents."""

from django.urls import path

from press.releases import views

urlpatterns = [
    path("releases/", views.ReleaseList.as_view(), name="releases"),
    path("releases/new/", views.ReleaseCreate.as_view(), name="release-new"),
    path("releases/<uuid:pk>/", views.ReleasePage.as_view(), name="release"),
    path("releases/<uuid:pk>/edit/", views.ReleaseEdit.as_view(), name="release-edit"),
    path("releases/<uuid:pk>/preview.pdf", views.preview_pdf, name="release-preview"),
    path("releases/<uuid:pk>/document.pdf", views.document_pdf, name="release-pdf"),
    path("releases/<uuid:pk>/changes/", views.ReleaseChanges.as_view(), name="release-changes"),
    path("releases/<uuid:pk>/<slug:verb>/", views.ReleasePage.as_view(), name="release-verb"),
    path("verify/", views.VerifyPage.as_view(), name="verify-form"),
    path("verify/<str:code>/", views.VerifyPage.as_view(), name="verify"),
]
