"""The switchboard: which room answers which address."""

from django.urls import URLPattern, URLResolver, include, path

from comms.api.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("comms.dashboard.urls")),
    path("", include("comms.duties.urls")),
    path("", include("comms.web.urls")),
    path("", include("comms.org.urls")),
    path("", include("comms.deadlines.urls")),
    path("", include("comms.files.urls")),
    path("", include("comms.notify.urls")),
    path("", include("tasks.plan_urls")),
    path("", include("tasks.urls")),
    # Before the newsroom of the press, which answers every other address under its own.
    path("", include("incidents.newsroom_urls")),
    path("", include("press.urls")),
    path("", include("incidents.urls")),
    path("healthz", healthz),
    path("readyz", readyz),
    path("api/v1/", include("comms.api.urls")),
    path("api/v1/", include("comms.org.api.urls")),
    path("api/v1/", include("comms.deadlines.api.urls")),
    path("api/v1/", include("comms.notify.api.urls")),
    path("api/v1/", include("plans.api.urls")),
    path("api/v1/", include("tasks.api.urls")),
    path("api/v1/", include("press.api.urls")),
    path("api/v1/", include("incidents.api.urls")),
    path("api/v1/", include("comms.duties.api.urls")),
]

handler400 = "comms.web.errors.bad_request"
handler403 = "comms.web.errors.forbidden"
handler404 = "comms.web.errors.not_found"
handler500 = "comms.web.errors.server_error"
