"""Addresses of the pages of tasks."""

from django.urls import path

from tasks.views.handovers import HandoverList, HandoverNew, HandoverPage
from tasks.views.inbox import Inbox
from tasks.views.plans import TaskEdit
from tasks.views.tasks import TaskList, TaskPage
from tasks.views.work import CommentAct, ExtensionAct, PartAct

app_name = "tasks"
urlpatterns = [
    path("tasks/inbox/", Inbox.as_view(), name="inbox"),
    path("tasks/", TaskList.as_view(), name="list"),
    path("tasks/handovers/", HandoverList.as_view(), name="handovers"),
    path("tasks/handovers/new/", HandoverNew.as_view(), name="handover-new"),
    path("tasks/handovers/<uuid:pk>/", HandoverPage.as_view(), name="handover"),
    path("tasks/<uuid:pk>/", TaskPage.as_view(), name="task"),
    path("tasks/<uuid:pk>/edit/", TaskEdit.as_view(), name="edit"),
    path("tasks/<uuid:pk>/comment/", CommentAct.as_view(), name="comment"),
    path("tasks/<uuid:pk>/parts/<str:unit>/<slug:act>/", PartAct.as_view(), name="part"),
    path("tasks/<uuid:pk>/extensions/<uuid:extension>/<slug:act>/", ExtensionAct.as_view(), name="extension"),
    path("tasks/<uuid:pk>/<slug:verb>/", TaskPage.as_view(), name="verb"),
]
