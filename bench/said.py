"""Claims as they might be said about a ministry, and the same ones said again: wrong marks, slips, another order."""

import random
from collections.abc import Iterator
from typing import Any

from django.db import connection

from comms.core import clock
from comms.core.text import fold
from comms.org.models import Unit, User
from incidents.matching import pairs_of, read
from incidents.models import Claim, ClaimPair, Incident

WHO = (
    "Bộ Tư pháp|Sở Tư pháp Hà Nội|Sở Tư pháp Đà Nẵng|Cục Thi hành án dân sự Cần Thơ|Phòng công chứng số 3|"
    "Văn phòng luật sư|Trung tâm trợ giúp pháp lý|Ủy ban nhân dân phường|Cổng Pháp luật quốc gia|Hội đồng xét xử|"
    "Trung tâm đấu giá tài sản|Cục Hành chính tư pháp|Thừa phát lại|Ban soạn thảo nghị định|Học viện Tư pháp|"
    "Trường đại học luật|Hội công chứng viên|Đoàn luật sư Nghệ An|Tổ hòa giải thôn|Cán bộ hộ tịch xã"
).split("|")
DOES = (
    "thu thêm lệ phí|dừng tiếp nhận hồ sơ|cưỡng chế thu hồi|bán đấu giá|hủy kết quả|làm lộ dữ liệu|đình chỉ hoạt động|"
    "bắt buộc nộp lại|từ chối xác nhận|tăng gấp đôi mức đóng|bổ nhiệm người nhà vào|che giấu sai phạm tại|"
    "yêu cầu chuyển khoản trước cho|rút ngắn thời hạn giải quyết|sáp nhập|kiểm tra đột xuất|gia hạn vô thời hạn|"
    "xóa tên hàng loạt khỏi|cấp sai|làm thất lạc|in nhầm|niêm phong|tạm giữ|giao cho tư nhân|cho thuê lại"
).split("|")
WHAT = (
    "giấy khai sinh của trẻ em vùng cao|phiếu lý lịch tư pháp số 2|hợp đồng chuyển nhượng đất ruộng|"
    "di chúc có người làm chứng|"
    "căn nhà duy nhất của hộ nghèo|tài sản bảo đảm ngân hàng|kho lưu trữ bản án|quyết định công nhận hòa giải|"
    "thẻ công chứng viên tập sự|chứng chỉ hành nghề đấu giá|đăng ký nhận con nuôi|hồ sơ nhập quốc tịch|"
    "bản sao trích lục khai tử|sổ hộ tịch giấy|máy chủ dữ liệu dân cư|học bổng sinh viên luật|quỹ bồi thường nhà nước|"
    "phiên tòa giả định ở trường học|cuộc thi tìm hiểu hiến pháp|tủ sách pháp luật xã|trụ sở tiếp công dân|"
    "xe ô tô tang vật|lô gỗ quý vô chủ|mỏ đá ven sông|chung cư dở dang|đơn khiếu nại tập thể|biên bản vi phạm|"
    "giấy xác nhận tình trạng hôn nhân|vi bằng mua bán nhà|danh sách người được ân xá"
).split("|")
WHERE = (
    "tại Huế|ở Quảng Trị|ở Lào Cai|tại Vĩnh Long|ở Gia Lai|tại Hưng Yên|ở Cà Mau|tại Sơn La|ở Lạng Sơn|tại Phú Thọ|"
    "ở Tây Ninh|tại Bắc Ninh|ở Khánh Hòa|tại Đồng Tháp|ở Thanh Hóa|tại Hà Tĩnh|ở Cao Bằng|tại Đắk Lắk|ở An Giang|"
    "tại Lâm Đồng"
).split("|")
HOW = (
    "mà không báo trước|theo một công văn mật|vì thiếu kinh phí|sau đợt thanh tra|do lỗi phần mềm|trong dịp nghỉ lễ|"
    "theo lời một cán bộ giấu tên|dù tòa đã bác|khi chưa có luật|vì áp lực dư luận|trước kỳ họp|để lấy thành tích"
).split("|")
SHORT = 3
SLIPS = {"ch": "tr", "s": "x", "x": "s", "tr": "ch", "l": "n", "gi": "d", "d": "gi", "ng": "ngh"}


def claims(number: int, dice: random.Random) -> Iterator[str]:
    """`number` different texts."""
    seen: set[str] = set()
    while len(seen) < number:
        amount = f"{dice.randrange(2, 990)} {dice.choice(('nghìn đồng', 'triệu đồng', 'trường hợp', 'ngày', 'người'))}"
        parts = [dice.choice(WHO), dice.choice(DOES), dice.choice(WHAT), dice.choice(WHERE), dice.choice(HOW)]
        text = f"{' '.join(parts)}, {amount}, số {dice.randrange(1, 4_000)}/{dice.randrange(2019, 2027)}."
        if text not in seen:
            seen.add(text)
            yield text


def again(text: str, dice: random.Random) -> str:
    """The same claim as another person would write it."""
    words = text.rstrip(".").split()
    way = dice.randrange(4)
    if way == 0:
        return fold(text)
    if way == 1:  # three slips of spelling
        for index in dice.sample(range(len(words)), 3):
            words[index] = _slipped(words[index])
    elif way == 2:  # the end first
        head, _comma, tail = text.rstrip(".").partition(", ")
        return f"{tail}: {head} nhé mọi người"
    else:  # a fifth left out; an amount without its unit would be another one
        units = {index + 1 for index, word in enumerate(words) if word.isdigit()}
        rest = [index for index in range(len(words)) if index not in units]
        for index in sorted(dice.sample(rest, len(words) // 5), reverse=True):
            del words[index]
    return " ".join(words)


def _slipped(word: str) -> str:
    if word[0].isdigit():
        return word  # another number is another claim
    for start, instead in SLIPS.items():
        if word.startswith(start):
            return instead + word[len(start) :]
    # Of a short word hardly anything would be left ("k" is how people write "không").
    return word[:-1] if len(word) > SHORT else word


def fill(texts: list[str]) -> list[Any]:
    """Write the texts as claims of ten incidents with their pairs; returns their ids in order."""
    reporter, unit = User.objects.order_by("pk")[0], Unit.objects.order_by("pk")[0]
    now = clock.now()
    facts = {"detected_at": now, "received_at": now, "reporting_unit": unit, "reporter": reporter, "field": "policy"}
    incidents = Incident.objects.bulk_create(Incident(title=f"Sự cố đo {no} (minh họa)", **facts) for no in range(10))
    ids: list[Any] = []
    for start in range(0, len(texts), 10_000):
        rows = [
            Claim(incident=incidents[index % 10], text=text, first_seen_at=now, reporter=reporter, field="policy")
            for index, text in enumerate(texts[start : start + 10_000])
        ]
        Claim.objects.bulk_create(rows, batch_size=2_000)
        write_pairs((pair, row.pk) for row in rows for pair in pairs_of(read(row.text)))
        ids += [row.pk for row in rows]
    with connection.cursor() as cursor:
        # As autovacuum would: without it the index is not read alone.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return ids


def write_pairs(pairs: Iterator[tuple[int, Any]]) -> None:
    table = ClaimPair._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} (pair, claim_id) FROM STDIN") as copy:
                for row in pairs:
                    copy.write_row(row)
        else:
            statement = f"INSERT INTO {table} (pair, claim_id) VALUES (%s, %s)"
            cursor.executemany(statement, [(pair, claim.hex) for pair, claim in pairs])
