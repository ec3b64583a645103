"""The fixed words of documents.

They belong to the document and not to a screen: an issued document must not change with a translation catalogue, so
they stand here and not in it.  The Vietnamese words of the form are those of NĐ 30/2020/NĐ-CP, Phụ lục I.
"""

from dataclasses import dataclass

STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
END_OF_TEXT = "./."


@dataclass(frozen=True)
class Words:
    """In one language: marks, labels, and sentences with named places."""

    draft: str
    draft_plan: str
    embargo: str
    copy_for: str
    unsigned: str
    signed_by: str
    signed_at: str
    signature_field: str
    contact: str
    phone: str
    email: str
    verify: str
    verify_code: str
    qr: str
    corrects: str
    corrects_unnumbered: str
    translates: str
    translates_unnumbered: str
    issued_by: str
    question: str
    event_at: str
    event_place: str
    credit: str
    illustrative: str
    conjunction: str
    # In the order of the paper.
    parts: dict[str, str]


# Field of a release → part of the paper; what is not listed is “other”.
PART_OF = {
    "title_line": "title_line",
    "title": "title",
    "abstract": "body",
    "body": "body",
    "number": "symbol",
    "symbol": "symbol",
    "signer_post": "signer",
    "signer_name": "signer",
    "recipients": "recipients",
    "contact": "contact",
    **dict.fromkeys(("dateline", "quotes", "boilerplate", "event_at", "event_place", "question"), "body"),
}

WORDS = {
    "vi": Words(
        draft="BẢN NHÁP – CHƯA PHÁT HÀNH",
        draft_plan="DỰ THẢO – CHƯA BAN HÀNH",
        embargo="CẤM CÔNG BỐ TRƯỚC {instant}",
        copy_for="Bản dành riêng cho {name}",
        unsigned="(Chưa ký số)",
        signed_by="Ký số bởi: {name}",
        signed_at="Thời gian ký: {instant} (giờ Hà Nội)",
        signature_field="Chữ ký số",
        contact="Thông tin liên hệ báo chí:",
        phone="Điện thoại: {phone}",
        email="Thư điện tử: {email}",
        verify="Kiểm tra văn bản này tại:",
        verify_code="Mã kiểm tra: {code}",
        qr="Mã QR dẫn đến trang kiểm tra văn bản {url}",
        corrects="(Đính chính văn bản số {symbol} {date} “{title}”)",
        corrects_unnumbered="(Đính chính văn bản {date} “{title}”)",
        translates="(Bản dịch của văn bản số {symbol} {date})",
        translates_unnumbered="(Bản dịch của văn bản {date} “{title}”)",
        issued_by="(Các đơn vị cùng phát hành: {units})",
        question="Câu hỏi:",
        event_at="Thời gian: {instant}",
        event_place="Địa điểm: {place}",
        credit="(Nguồn: {credit})",
        illustrative="{parts} trong văn bản này là minh họa.",
        conjunction="và",
        parts={
            "title_line": "tên loại văn bản",
            "title": "tiêu đề",
            "body": "nội dung",
            "symbol": "số, ký hiệu",
            "signer": "người ký",
            "recipients": "nơi nhận",
            "contact": "thông tin liên hệ",
            "other": "một số chi tiết khác",
        },
    ),
    "en": Words(
        draft="DRAFT – NOT ISSUED",
        draft_plan="DRAFT – NOT ISSUED",
        embargo="EMBARGOED UNTIL {instant}",
        copy_for="Copy for {name} only",
        unsigned="(Not digitally signed)",
        signed_by="Digitally signed by: {name}",
        signed_at="Signed at: {instant} (Hanoi time)",
        signature_field="Digital signature",
        contact="Press contact:",
        phone="Telephone: {phone}",
        email="E-mail: {email}",
        verify="Check this document at:",
        verify_code="Verification code: {code}",
        qr="QR code of the verification page {url}",
        corrects="(Corrects document no. {symbol} of {date}, “{title}”)",
        corrects_unnumbered="(Corrects the document of {date}, “{title}”)",
        translates="(Translation of document no. {symbol} of {date})",
        translates_unnumbered="(Translation of the document of {date}, “{title}”)",
        issued_by="(Issued jointly by: {units})",
        question="Question:",
        event_at="Time: {instant}",
        event_place="Place: {place}",
        credit="(Source: {credit})",
        illustrative="Illustrative in this document, not official: {parts}.",
        conjunction="and",
        parts={
            "title_line": "document type",
            "title": "title",
            "body": "text",
            "symbol": "number and symbol",
            "signer": "signer",
            "recipients": "recipients",
            "contact": "press contact",
            "other": "other details",
        },
    ),
}
