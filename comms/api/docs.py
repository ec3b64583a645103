"""The OpenAPI document and its reader, for people who are signed in."""

from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from comms.api.permissions import SignedIn


@extend_schema(exclude=True)
class SchemaView(SpectacularAPIView):
    permission_classes = [SignedIn]
    renderer_classes = [OpenApiJsonRenderer]


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI with its script in a file of its own: the content security policy stays strict."""

    permission_classes = [SignedIn]
    url_name = "api:schema"
    template_name = "api/docs.html"
