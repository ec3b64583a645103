"""The sources of the data files as a reader would cite them: notices by name, remarks in Vietnamese."""

import re

NOTICES = {
    "000": "Trung tâm Thông tin, tin ngày 24/06/2024",
    "001": "Ban Biên tập Cổng Thông tin điện tử Bộ Tư pháp, tin ngày 13/04/2023",
    "002": "Sở Tư pháp tỉnh Thừa Thiên Huế, tin ngày 17/06/2021",
    "003": "moj.gov.vn, tin ngày 18/10/2021",
    "004": "Vụ Phổ biến, giáo dục pháp luật, tin ngày 13/09/2022",
}
REMARKS = {
    "seeds": "các tin của Bộ Tư pháp, 2021 – 2024",
    "decision number and date from public legal databases": (
        "số và ngày của quyết định: cơ sở dữ liệu văn bản công khai"
    ),
    "(meeting on the draft, 18/10/2021)": "(họp về dự thảo Đề án)",
    "customary; ended with": "theo thông lệ; kết thúc theo",
    "absent from": "không còn trong",
    "province became a centrally run city on 01/01/2025": (
        "tỉnh trở thành thành phố trực thuộc trung ương từ 01/01/2025"
    ),
}


def cited(source: str) -> str:
    """A source of the data files in words: "seed 004" → "Vụ Phổ biến, giáo dục pháp luật, tin ngày 13/09/2022"."""
    source = re.sub(r"seed (\d{3})", lambda found: NOTICES[found[1]], source)
    for remark, wording in REMARKS.items():
        source = source.replace(remark, wording)
    return source
