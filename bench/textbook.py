"""The textbook: the task list as the first chapter of a DRF book has it, for comparison."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comms.settings")

from django.conf import settings  # after the settings are named
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "bench.textbook"
settings.MIDDLEWARE = []  # nobody has to sign in
application = get_wsgi_application()

from django.urls import include, path  # needs the apps
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import pagination, renderers, routers, serializers, viewsets

from comms.org.models import Unit
from tasks.models import Participation, Task


class UnitSerializer(serializers.ModelSerializer[Unit]):
    class Meta:
        model = Unit
        fields = ["id", "code", "name_vi"]


class PartSerializer(serializers.ModelSerializer[Participation]):
    unit = UnitSerializer()

    class Meta:
        model = Participation
        fields = ["unit", "deliverable", "due_on", "state"]


class BookSerializer(serializers.ModelSerializer[Task]):
    lead_unit = UnitSerializer()
    participations = PartSerializer(many=True)

    class Meta:
        model = Task
        exclude = ["folded", "topics"]


class Page(pagination.PageNumberPagination):
    page_size = 50


class BookViewSet(viewsets.ReadOnlyModelViewSet[Task]):
    queryset: Any = Task.objects.select_related("lead_unit").prefetch_related("participations__unit").order_by("due_on")
    serializer_class = BookSerializer
    pagination_class = Page
    renderer_classes = [renderers.JSONRenderer]
    filter_backends = [DjangoFilterBackend]
    filterset_fields = ["lead_unit__code", "state"]
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    schema = None


router = routers.SimpleRouter()
router.register("tasks", BookViewSet)
urlpatterns = [path("book/", include(router.urls))]
