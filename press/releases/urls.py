"""Addresses of the pages of releases and of the verification of documents."""

from django.urls import path

from press.releases import views

urlpatterns = [
    path("releases/", views.ReleaseList.as_view(), name="releases"),
    path("releases/calendar/", views.ReleaseCalendar.as_view(), name="release-calendar"),
    path("releases/new/", views.ReleaseCreate.as_view(), name="release-new"),
    path("releases/<uuid:pk>/", views.ReleasePage.as_view(), name="release"),
    path("releases/<uuid:pk>/edit/", views.ReleaseEdit.as_view(), name="release-edit"),
    path("releases/<uuid:pk>/preview.pdf", views.preview_pdf, name="release-preview"),
    path("releases/<uuid:pk>/document.pdf", views.document_pdf, name="release-pdf"),
    path("releases/<uuid:pk>/changes/", views.ReleaseChanges.as_view(), name="release-changes"),
    path("releases/new/preview/", views.preview_unsaved, name="release-new-preview"),
    path("releases/<uuid:pk>/preview/", views.preview_unsaved, name="release-unsaved"),
    path("releases/<uuid:pk>/lock/<slug:verb>/", views.edit_lock, name="release-lock"),
    path("releases/<uuid:pk>/share/", views.ReleaseShare.as_view(), name="release-share"),
    path("releases/<uuid:pk>/links/<uuid:link>/revoke/", views.revoke_link, name="release-link-revoke"),
    path("releases/<uuid:pk>/files/", views.AttachFile.as_view(), name="release-attach"),
    path("releases/<uuid:pk>/files/<uuid:attachment>/", views.DescribeFile.as_view(), name="release-file"),
    path("releases/<uuid:pk>/files/<uuid:attachment>/detach/", views.detach_file, name="release-detach"),
    path("releases/<uuid:pk>/signoff/", views.SignoffPage.as_view(), name="signoff"),
    path("releases/<uuid:pk>/signing-links/<uuid:link>/<slug:verb>/", views.signing_link_verb, name="signing-link"),
    path("sign/<str:token>/", views.SigningPage.as_view(), name="signing"),
    path("sign/<str:token>/document.pdf", views.signing_pdf, name="signing-pdf"),
    path("absences/", views.AbsencePage.as_view(), name="absences"),
    path("absences/<uuid:pk>/revoke/", views.absence_revoke, name="absence-revoke"),
    path("settings/signing-steps/", views.StepsPage.as_view(), name="signing-steps"),
    path("releases/<uuid:pk>/<slug:verb>/", views.ReleasePage.as_view(), name="release-verb"),
    path("preview/<str:token>/", views.SharedDraft.as_view(), name="shared"),
    path("preview/<str:token>/document.pdf", views.shared_pdf, name="shared-pdf"),
    path("number-books/", views.BookList.as_view(), name="number-books"),
    path("number-books/new/", views.BookCreate.as_view(), name="number-book-new"),
    path("number-books/kinds/<slug:kind>/", views.KindEdit.as_view(), name="number-kind"),
    path("number-books/<int:pk>/edit/", views.BookEdit.as_view(), name="number-book-edit"),
    path("number-books/<int:pk>/<int:year>/", views.RegisterPage.as_view(), name="number-register"),
    path("number-books/<int:pk>/<int:year>/register.csv", views.RegisterFile.as_view(), name="number-register-csv"),
    path("verify/", views.VerifyPage.as_view(), name="verify-form"),
    path("verify/<str:code>/", views.VerifyPage.as_view(), name="verify"),
]
