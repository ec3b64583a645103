"""Labelled sentences for the check of drafts: what a reader of the lines would want to be warned of, and what not.

All lines and figures are made up (minh họa).  Labels were set by reading, not by running.
"""

IN_FORCE = [
    {
        "topic": "Cổng Pháp luật quốc gia",
        "text": "Cổng Pháp luật quốc gia không thu phí của người dân. Cổng mở từ ngày 09/11/2026. "
        "Cổng phục vụ người dân 24 giờ mỗi ngày. Người dân không phải nộp bản sao giấy tờ khi tra cứu văn bản.",
        "qa": [
            {
                "question": "Doanh nghiệp có phải trả tiền không?",
                "answer": "Doanh nghiệp được tra cứu văn bản miễn phí trên Cổng.",
            }
        ],
        "avoid": ["thu phí tra cứu", "Cổng quốc gia về pháp lý", "giai đoạn thử nghiệm", "hoà giải bắt buộc"],
    },
    {
        "topic": "Trợ giúp pháp lý",
        "text": "Bộ Tư pháp tiếp nhận yêu cầu trợ giúp pháp lý trong 3 ngày làm việc. "
        "Người được trợ giúp pháp lý không phải trả thù lao cho luật sư. "
        "Năm 2026 có 98,5% vụ việc trợ giúp pháp lý được giải quyết đúng hạn. "
        "Đường dây nóng trợ giúp pháp lý chưa áp dụng tại các xã đảo.",
        "qa": [],
        "avoid": ["luật sư miễn phí"],
    },
    {
        "topic": "Công tác xây dựng văn bản",
        "text": "Bộ Tư pháp thẩm định 1.250 dự thảo văn bản quy phạm pháp luật trong năm 2026. "
        "Dự thảo nghị định về hộ tịch được lấy ý kiến nhân dân đến hết tháng 12/2026. "
        "Nghị định 244/2026/NĐ-CP quy định người phát ngôn của cơ quan hành chính.",
        "qa": [],
        "avoid": [],
    },
]
LAPSED = [
    {
        "topic": "Cổng Pháp luật quốc gia",
        "text": "Cổng Pháp luật quốc gia mở thử nghiệm cho 12 tỉnh, thành phố. "
        "Cổng Pháp luật quốc gia không thu phí của người dân. "
        "Tài khoản thử nghiệm của công chức được cấp đến ngày 15/10/2026.",
    },
    {
        "topic": "Trợ giúp pháp lý",
        "text": "Kinh phí trợ giúp pháp lý năm nay là 45 tỷ đồng. Bộ Tư pháp tiếp nhận yêu cầu trợ giúp pháp lý tại 63 "
        "trung tâm.",
    },
]

# (sentence, kinds that it should be warned of)
NOTHING: set[str] = set()
CASES: list[tuple[str, set[str]]] = [
    # Words to avoid
    ("Từ tháng sau Cổng sẽ thu phí tra cứu.", {"avoided"}),
    ("Từ tháng sau Cổng sẽ THU PHÍ TRA CỨU.", {"avoided"}),
    ("Tu thang sau Cong se thu phi tra cuu.", {"avoided"}),
    ("Cổng quốc gia về pháp lý đã hoạt động.", {"avoided"}),
    ("Hệ thống đang ở giai đoạn thử nghiệm.", {"avoided"}),
    ("Bộ đề xuất thủ tục hòa giải bắt buộc.", {"avoided"}),
    ("Người nghèo được cấp luật sư miễn phí.", {"avoided"}),
    ("Cổng không thu phí tra cứu.", NOTHING),
    ("Cổng không hề có thu phí tra cứu.", NOTHING),
    ("Cơ quan thuế thu, phí do địa phương tra cứu lại.", NOTHING),
    ("Giai đoạn thử nghiệm thuốc kéo dài ba năm, Bộ Y tế cho biết.", {"avoided"}),
    # Another figure
    ("Cổng mở từ ngày 15/11/2026.", {"contradicts"}),
    ("Cổng sẽ mở từ ngày 15 tháng 11 năm 2026.", {"contradicts"}),
    ("Cổng mở từ ngày 09/11/2026.", NOTHING),
    ("Cổng mở từ ngày 9 tháng 11.", NOTHING),
    ("Cổng phục vụ người dân 12 giờ mỗi ngày.", {"contradicts"}),
    ("Cổng phục vụ người dân suốt 24 giờ mỗi ngày.", NOTHING),
    ("Bộ Tư pháp tiếp nhận yêu cầu trợ giúp pháp lý trong 5 ngày làm việc.", {"contradicts"}),
    ("Bộ Tư pháp tiếp nhận yêu cầu trợ giúp pháp lý trong năm ngày làm việc, kể từ khi nhận đơn.", {"contradicts"}),
    ("Bộ Tư pháp tiếp nhận yêu cầu trợ giúp pháp lý trong ba ngày làm việc.", NOTHING),
    ("Năm 2026 có 89,5% vụ việc trợ giúp pháp lý được giải quyết đúng hạn.", {"contradicts"}),
    ("Năm 2026 có 98,5 phần trăm vụ việc trợ giúp pháp lý được giải quyết đúng hạn.", NOTHING),
    ("Bộ Tư pháp thẩm định 1.520 dự thảo văn bản quy phạm pháp luật trong năm 2026.", {"contradicts"}),
    ("Trong năm 2026, Bộ Tư pháp đã thẩm định 1250 dự thảo văn bản quy phạm pháp luật.", NOTHING),
    ("Dự thảo nghị định về hộ tịch được lấy ý kiến nhân dân đến hết tháng 10/2026.", {"contradicts"}),
    ("Dự thảo nghị định về hộ tịch được lấy ý kiến nhân dân đến ngày 31/12/2026.", NOTHING),
    ("Nghị định 09/2017/NĐ-CP quy định người phát ngôn của cơ quan hành chính.", {"contradicts"}),
    ("Theo Nghị định 244/2026/NĐ-CP quy định người phát ngôn của cơ quan hành chính.", NOTHING),
    # With or without a denial
    ("Cổng Pháp luật quốc gia có thu phí của người dân.", {"contradicts"}),
    ("Cổng Pháp luật quốc gia thu phí của người dân đăng ký mới.", {"contradicts"}),
    ("Người dân phải nộp bản sao giấy tờ khi tra cứu văn bản.", {"contradicts"}),
    ("Người được trợ giúp pháp lý phải trả thù lao cho luật sư.", {"contradicts"}),
    ("Người được trợ giúp pháp lý chẳng phải trả thù lao cho luật sư.", NOTHING),
    ("Đường dây nóng trợ giúp pháp lý đã áp dụng tại các xã đảo.", {"contradicts"}),
    ("Đường dây nóng trợ giúp pháp lý vẫn chưa áp dụng tại các xã đảo.", NOTHING),
    ("Doanh nghiệp không được tra cứu văn bản miễn phí trên Cổng.", {"contradicts"}),
    ("Doanh nghiệp được tra cứu văn bản miễn phí trên Cổng.", NOTHING),
    ("Doanh nghiệp không chỉ được tra cứu văn bản miễn phí trên Cổng.", NOTHING),
    ("Người dân không thể không nộp bản sao giấy tờ khi tra cứu văn bản.", {"contradicts"}),
    # Lapsed lines
    ("Cổng Pháp luật quốc gia mở thử nghiệm cho 12 tỉnh, thành phố.", {"lapsed"}),
    ("Hiện Cổng mở thử nghiệm cho 12 tỉnh.", {"lapsed"}),
    ("Cổng Pháp luật quốc gia không thu phí của người dân.", NOTHING),
    ("Kinh phí trợ giúp pháp lý năm nay là 45 tỷ đồng.", {"lapsed"}),
    ("Năm nay ngân sách dành 45 tỷ đồng làm kinh phí trợ giúp pháp lý.", {"lapsed"}),
    ("Tài khoản thử nghiệm của công chức được cấp đến 15/10/2026.", {"lapsed"}),
    ("Kinh phí trợ giúp pháp lý năm nay là 60 tỷ đồng.", NOTHING),
    ("Có 45 tỷ đồng dành cho chuyển đổi số.", NOTHING),
    # About something else
    ("Bộ Tư pháp tổ chức hội nghị tổng kết công tác thi hành án dân sự.", NOTHING),
    ("Việc này chưa có kết luận chính thức.", NOTHING),
    ("Hội nghị diễn ra ngày 15/11/2026 tại Hà Nội.", NOTHING),
    ("Không gian trưng bày sách pháp luật mở cửa từ 8 giờ.", NOTHING),
    ("Ngành hàng không phối hợp tuyên truyền pháp luật cho hành khách.", NOTHING),
    ("Đề án được phê duyệt tại Quyết định 1996/QĐ-BTP.", NOTHING),
    ("Cục trưởng sẽ trả lời báo chí vào ngày 25/11/2026.", NOTHING),
]
