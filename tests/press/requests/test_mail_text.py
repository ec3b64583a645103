"""A pasted mail read into proposed fields: clients, raw messages, forwards, and what is built to hurt."""

import base64
import quopri
import time
import unicodedata
from datetime import datetime
from email.message import EmailMessage

import pytest

from press.requests.mail_moments import instant_in
from press.requests.mail_text import LONGEST_QUESTIONS, Proposal, read_mail
from tests.press.conftest import hanoi

BODY = "Kính gửi Văn phòng Bộ,\n\nĐề nghị cho biết tiến độ Cổng pháp luật quốc gia."
NAME, ADDRESS, SUBJECT = "Trần Thị Minh Họa", "minhhoa@example.com", "Tiến độ Cổng pháp luật"
SENT = hanoi(2026, 11, 20, 14, 5)
WHOLE = Proposal(SUBJECT, BODY, NAME, ADDRESS, SENT, "vi")


def heads(sender: str, sent: str, to: str, subject: str, *, when: str = "20/11/2026 14:05") -> str:
    return f"{sender}: {NAME} <{ADDRESS}>\n{sent}: {when}\n{to}: Văn phòng Bộ <vp@example.com>\n{subject}: {SUBJECT}\n"


def raw(charset: str = "utf-8", encoding: str | None = None) -> str:
    message = EmailMessage()
    message["From"] = f"{NAME} <{ADDRESS}>"
    message["Subject"] = SUBJECT
    message["Date"] = "Fri, 20 Nov 2026 07:05:00 +0000"
    message["Message-ID"] = "<1@example.com>"
    message.set_content(BODY, charset=charset, cte=encoding)
    return message.as_string()


SAMPLES = {
    "Outlook, English": heads("From", "Sent", "To", "Subject", when="Friday, November 20, 2026 2:05 PM") + f"\n{BODY}",
    "Outlook, Vietnamese": heads("Từ", "Đã gửi", "Tới", "Chủ đề", when="Thứ Sáu, 20 Tháng Mười Một 2026 14:05").replace(
        "20 Tháng Mười Một 2026", "20 tháng 11 2026"
    )
    + f"\n{BODY}",
    "Gmail, English": heads("From", "Date", "To", "Subject", when="Fri, Nov 20, 2026 at 2:05 PM") + f"\n{BODY}",
    "Gmail, Vietnamese": heads("Từ", "Date", "To", "Subject", when="Th 6, 20 thg 11, 2026 vào lúc 14:05") + f"\n{BODY}",
    "Zimbra, Vietnamese": heads("Người gửi", "Ngày gửi", "Người nhận", "Tiêu đề", when="20 tháng 11 năm 2026 2:05 CH")
    + f"\n{BODY}",
    "Thunderbird": heads("Từ", "Ngày", "Đến", "Tiêu đề", when="14:05 20/11/2026") + f"\n{BODY}",
    "heads in bold": "".join(
        "*{}:*{}\n".format(*line.split(":", 1)) for line in heads("From", "Sent", "To", "Subject").splitlines()
    )
    + f"\n{BODY}",
    "decomposed marks": unicodedata.normalize("NFD", heads("Từ", "Ngày", "Đến", "Chủ đề") + f"\n{BODY}"),
    "Windows line ends": (heads("Từ", "Ngày", "Đến", "Chủ đề") + f"\n{BODY}").replace("\n", "\r\n"),
    "answered and forwarded often": heads("Từ", "Ngày", "Đến", "Chủ đề: Re: FW: TL: Trả lời") + f"\n{BODY}",
    "quoted exchange below": heads("Từ", "Ngày", "Đến", "Chủ đề")
    + f"\n{BODY}\n\nVào Th 5, 19 thg 11, 2026 vào lúc 09:00 Văn phòng <vp@example.com> đã viết:\n> Cảm ơn ông/bà.\n",
    "quote broken over two lines": heads("From", "Date", "To", "Subject")
    + f"\n{BODY}\n\nOn Thu, Nov 19, 2026 at 9:00 AM Van phong\n<vp@example.com> wrote:\n\n> Thanks\n",
    "answer below the quote": heads("From", "Date", "To", "Subject")
    + f"\nOn Thu, Nov 19, 2026 at 9:00 AM Van phong wrote:\n> Thanks\n\n{BODY}",
    "old mail below a line": heads("From", "Date", "To", "Subject")
    + f"\n{BODY}\n\n-----Original Message-----\nFrom: vp@example.com\nSubject: Cũ\n\nChào.",
    "signature": heads("Từ", "Ngày", "Đến", "Chủ đề") + f"\n{BODY}\n\n-- \nTrần Thị Minh Họa\n0900 000 000",
    "forwarded by a colleague": "Từ: Nguyễn Văn A <a@example.com>\nNgày: 21/11/2026 08:00\nChủ đề: Fwd: Nhờ xử lý\n\n"
    "Chuyển chị xử lý.\n\n---------- Thư đã chuyển tiếp ---------\n"
    + heads("Từ", "Ngày", "Đến", "Chủ đề")
    + f"\n{BODY}",
    "forwarded, quoted": "Chị xem giúp.\n\nBegin forwarded message:\n\n"
    + "".join(f"> {line}\n" for line in (heads("From", "Date", "To", "Subject") + f"\n{BODY}").splitlines()),
    "forwarded as Outlook does": "From: A <a@example.com>\nSent: 21/11/2026 08:00\nSubject: FW: Nhờ xử lý\n\n"
    "Nhờ chị.\n\n-----Original Message-----\n" + heads("From", "Sent", "To", "Subject") + f"\n{BODY}",
    "raw, base64": raw(encoding="base64"),
    "raw, quoted-printable": raw(encoding="quoted-printable"),
    "raw, of a mailbox file": "From minhhoa@example.com Fri Nov 20 07:05:00 2026\n" + raw(),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_one_mail_as_many_clients_show_it(name: str) -> None:
    assert read_mail(SAMPLES[name]) == WHOLE


def test_html_only() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = ADDRESS, SUBJECT
    message.set_content(
        "<html><head><title>x</title><style>p{color:red}</style></head><body><p>Đề nghị &lt;trả lời&gt;.</p>"
        "<script>alert(1)</script><div>Câu hỏi 1<br>Câu hỏi 2</div><img src=https://example.com/a></body></html>",
        subtype="html",
    )
    read = read_mail(message.as_string())
    assert read.questions == "Đề nghị <trả lời>.\n\nCâu hỏi 1\nCâu hỏi 2"
    assert (read.sender_name, read.sender_address, read.subject) == ("", ADDRESS, SUBJECT)
    pasted = read_mail("<html><body><p>Một</p><p>Hai</p></body></html>")
    assert pasted.questions.split() == ["Một", "Hai"]


def test_the_plain_part_is_taken_before_the_html_and_attachments_are_left() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = f"{NAME} <{ADDRESS}>", SUBJECT
    message.set_content(BODY)
    message.add_alternative("<p>HTML</p>", subtype="html")
    message.add_attachment("tệp", filename="x.txt")
    assert read_mail(message.as_string()).questions == BODY


def test_other_charsets_and_unknown_ones() -> None:
    body = base64.b64encode("Câu hỏi".encode("windows-1258", "replace")).decode()
    named = "From: a@example.com\nMIME-Version: 1.0\nContent-Type: text/plain; charset={}\n"
    kept = read_mail(f"{named.format('windows-1258')}Content-Transfer-Encoding: base64\n\n{body}")
    assert kept.questions.startswith("C")
    soft = quopri.encodestring("Câu hỏi".encode()).decode()
    unknown = read_mail(f"{named.format('nothing')}Content-Transfer-Encoding: quoted-printable\n\n{soft}")
    assert unknown.questions == "Câu hỏi"
    word = read_mail("Subject: =?nothing?b?Q8OidQ==?= và =?utf-8?q?h=E1=BB=8Fi?=\nMIME-Version: 1.0\n\nx")
    assert word.subject == "Câu và hỏi"


def test_a_text_without_heads_is_the_questions_themselves() -> None:
    assert read_mail(BODY) == Proposal(questions=BODY)
    assert read_mail("Kính gửi: Văn phòng Bộ\n\nXin hỏi.").questions.startswith("Kính gửi")
    assert read_mail(f"{NAME} <{ADDRESS}>\n\n{BODY}") == Proposal("", BODY, NAME, ADDRESS)
    assert read_mail("") == Proposal()


def test_the_language_is_told_by_marks_and_small_words() -> None:
    english = "Dear Sir or Madam, please tell us when the portal opens and what the plan is."
    assert read_mail(english).language == "en"
    assert read_mail("Kinh gui, de nghi tra loi").language == "vi"
    assert read_mail(BODY).language == "vi"


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("Fri, 20 Nov 2026 20:30:00 -0500", hanoi(2026, 11, 21, 8, 30)),
        ("Thu, 19 Nov 2026 10:00:00 GMT", hanoi(2026, 11, 19, 17)),
        ("Fri, 20 Nov 2026 14:05:00 -0000", hanoi(2026, 11, 20, 21, 5)),
        ("2026-11-20 14:05", SENT),
        ("20.11.2026 14h05", SENT),
        ("20-11-2026 lúc 14 giờ 05", SENT),
        ("20 November 2026 14:05 UTC+3", hanoi(2026, 11, 20, 18, 5)),
        ("20/11/2026 07:05 (GMT)", SENT),
        ("05/11/2026 08:00 SA", hanoi(2026, 11, 5, 8)),
        ("20/11/2026 12:05 SA", hanoi(2026, 11, 20, 0, 5)),
        ("29/02/2024 10:00", hanoi(2024, 2, 29, 10)),
        ("29/02/2026 10:00", None),
        ("11/5/2026 2:05 PM", None),
        ("20/11/2026", None),
        ("20/11/2026 14:05 CH", None),
        ("20/11/2026 25:61", None),
        ("20/11/2026 14:05 +99:99", None),
        ("21/11/2026 09:01", None),
        ("31/12/9999 23:59", None),
        ("01/01/0001 00:00 +14:00", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_instants_are_right_or_left_out(written: str, instant: datetime | None) -> None:
    """The clock stands at 21/11/2026 09:00 in Hanoi: what lies after it can be no time of receipt."""
    assert instant_in(written) == instant


HOSTILE = {
    "nul": heads("Từ", "Ngày", "Đến", "Chủ đề").replace(NAME, "A\0\x1b[31mB") + f"\n\0{BODY}\0",
    "huge line": "From: " + "a" * 1_000_000,
    "only marks": "<" * 300_000,
    "open tags": "<html>" + "<div><p" * 60_000,
    "comments": "<html>" + "<!--" * 60_000,
    "nested parts": "MIME-Version: 1.0\n"
    + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(4_000)),
    "encoded words": "MIME-Version: 1.0\nSubject: " + "=?utf-8?q?" * 30_000 + "\n\nx",
    "many heads": "From: a@example.com\n" * 20_000,
    "quotes": ">" * 200_000,
    "brackets": "From: " + "<a@" * 60_000 + "\nDate: x\n\n.",
    "surrogates": "From: \ud800 <a@example.com>\nSubject: \udfff\n\nx",
    "bad base64": "From: a@example.com\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n%%%===",
    "wrote": "On " * 60_000,
    "spaces": "From:" + " " * 190_000 + "x\nDate: y\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_built_to_hurt_is_read_in_little_time(name: str) -> None:
    """Nothing is raised, nothing that cannot be stored comes out, and every field keeps its bound."""
    began = time.perf_counter()
    read = read_mail(HOSTILE[name])
    assert time.perf_counter() - began < 3
    assert max(len(read.subject) - 300, len(read.sender_name) - 100, len(read.questions) - LONGEST_QUESTIONS) <= 0
    for value in (read.subject, read.sender_name, read.sender_address, read.questions):
        value.encode()
        assert not any(char < " " and char not in "\n\t" for char in value)


def test_no_head_reaches_a_second_line() -> None:
    """A name or a subject that carries line ends, even in encoded words, stays one line; a false address is left."""
    injected = base64.b64encode(b"Hi\r\nBcc: all@example.com").decode()
    read = read_mail(
        f"From: =?utf-8?b?{injected}?= <x@example.com>\nSubject: =?utf-8?b?{injected}?=\nMIME-Version: 1.0\n\nx"
    )
    assert read.subject == read.sender_name == "Hi Bcc: all@example.com"
    assert "\n" not in read.sender_name
    assert read_mail('From: "A" <a@b>\nDate: x\n\n.').sender_address == ""
    assert read_mail("From: A <javascript:alert(1)@x>\nDate: x\n\n.").sender_address == ""
