"""A caller of the API for the tests of plans."""

from tests.api.conftest import api, caller

__all__ = ["api", "caller"]
