"""The copy as it is really rendered: the recipient and the hour stand on every page, and the same again is the same."""

from datetime import timedelta
from io import BytesIO

import pypdf

from comms.core import clock
from press.distribution.models import DeliveryCopy
from tests.cast import Cast
from tests.press.distribution.building_deliveries import journalist, list_of, order
from tests.press.releases.building import TEXT, drain, stored


def test_the_mark_stands_on_every_page(cast: Cast) -> None:
    long = "\n\n".join([TEXT["body"]] * 60)
    release = stored(cast, body=long, embargo_until=clock.now() + timedelta(hours=5))
    people = [journalist(cast, "Lê Thị Đào <b>"), journalist(cast, "Nguyễn Bình")]
    order(cast, release, lists=[list_of(cast, *people, embargo_trusted=True)])
    drain()
    copies = {copy.delivery.name: copy for copy in DeliveryCopy.objects.select_related("delivery")}
    assert set(copies) == {"Lê Thị Đào <b>", "Nguyễn Bình"}
    assert len({copy.sha256 for copy in copies.values()}) == 2
    pages = pypdf.PdfReader(BytesIO(copies["Lê Thị Đào <b>"].content)).pages
    assert len(pages) > 2
    for page in pages:
        text = " ".join(page.extract_text().split())
        assert "Bản dành riêng cho Lê Thị Đào <b>" in text
        assert "CẤM CÔNG BỐ TRƯỚC 14 giờ 00" in text
        assert "BẢN NHÁP" not in text
        assert "Nguyễn Bình" not in text
