"""Dates as an administrative document writes them (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

from datetime import date, datetime

from comms.core.clock import HANOI


def legal_date(day: date) -> str:
    """«ngày 05 tháng 02 năm 2026»: a leading zero for days below 10 and for months 1 and 2 only."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_and_date(place: str, day: date) -> str:
    """«Hà Nội, ngày 05 tháng 02 năm 2026»."""
    return f"{place}, {legal_date(day)}"


def legal_instant(instant: datetime) -> str:
    """«14 giờ 05 phút, ngày 21 tháng 11 năm 2026 (giờ Hà Nội)»."""
    local = instant.astimezone(HANOI)
    return f"{local.hour} giờ {local.minute:02d} phút, {legal_date(local.date())} (giờ Hà Nội)"
