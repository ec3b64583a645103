"""Addresses of the pages of press conferences."""

from django.urls import path

from press.conferences.views import conferences, press, questions

_ONE = "press-conferences/<uuid:pk>/"
_PRESS = "press-conferences/<uuid:conference>/accreditations/<uuid:pk>/"
_QUESTION = "press-conferences/<uuid:conference>/questions/<uuid:pk>/"

urlpatterns = [
    path("press-conferences/", conferences.ConferenceList.as_view(), name="conferences"),
    path("press-conferences/new/", conferences.ConferenceCreate.as_view(), name="conference-new"),
    path(_ONE, conferences.ConferencePage.as_view(), name="conference"),
    path(f"{_ONE}edit/", conferences.ConferenceEdit.as_view(), name="conference-edit"),
    path(f"{_ONE}minutes/", conferences.MinutesPage.as_view(), name="conference-minutes"),
    path(f"{_ONE}minutes.pdf", conferences.minutes_pdf, name="conference-minutes-pdf"),
    path(f"{_ONE}accreditations/", press.AccreditationPage.as_view(), name="accreditations"),
    path(f"{_ONE}accreditations.csv", press.accreditations_csv, name="accreditations-csv"),
    path(f"{_ONE}ask/", questions.AskPage.as_view(), name="conference-ask"),
    path(_PRESS, press.accreditation, name="accreditation"),
    path(f"{_PRESS}<slug:verb>/", press.accreditation_step, name="accreditation-step"),
    path(_QUESTION, questions.QuestionPage.as_view(), name="conference-question"),
    path(f"{_QUESTION}edit/", questions.QuestionEdit.as_view(), name="conference-question-edit"),
    path(f"{_QUESTION}<slug:verb>/", questions.QuestionPage.as_view(), name="conference-question-verb"),
    path(f"{_ONE}<slug:verb>/", conferences.ConferencePage.as_view(), name="conference-verb"),
]
