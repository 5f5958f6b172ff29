"""Invented parties. Each name says that it is invented; none is, or looks like, a real person's name."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from datetime import date, timedelta

from data.town import sites
from data.town.curves import chance
from data.town.shapefiles import Column, Row

COLUMNS = [
    Column("code"), Column("name"), Column("kind"), Column("spouse"), Column("phone"), Column("address"),
]  # fmt: skip

WORDS = (
    "Lúa Vàng", "Cau Xanh", "Sen Hồng", "Tre Ngà", "Gạo Nếp", "Bưởi Ngọt", "Chè Tươi", "Giếng Đá", "Cối Xay", "Nón Lá",
    "Mít Mật", "Khoai Sọ", "Trầu Không", "Cá Rô", "Cò Trắng", "Gốm Nâu", "Chum Sành", "Bờ Giậu", "Rau Muống", "Hoa Gạo",
    "Vải Thô", "Đèn Dầu", "Thuyền Nan", "Cầu Tre", "Ngói Đỏ", "Bến Nước", "Diều Sáo", "Mạ Non", "Bông Súng", "Nắng Mai",
)  # fmt: skip


def day(value: date) -> str:
    """Return a day as offices type it."""
    return value.strftime("%d/%m/%Y")


def organisations() -> list[Row]:
    """Return the invented public bodies and firms that hold the public plots."""
    held = {"UB-00": "UBND thị trấn (mẫu)", **{site.owner: site.name for site in sites.SITES}}
    return [
        {"code": code, "name": name, "kind": "tổ chức", "address": "Thị trấn mẫu (hư cấu)"}
        for code, name in sorted(held.items())
    ]


def household(number: int, subdistrict: int) -> Row:
    """Return one invented household."""
    rng = chance("party", number)
    name = WORDS[int(rng.integers(len(WORDS)))]
    other = WORDS[int(rng.integers(len(WORDS)))]
    row: Row = {
        "code": f"H-{number:04d}",
        "name": f"Hộ {name} {number:04d} (hư cấu)",
        "kind": "hộ gia đình",
        "spouse": f"{other} {number:04d} (hư cấu)" if rng.random() < 0.8 else None,
        "phone": f"0000 {rng.integers(100, 1000)} {rng.integers(100, 1000)}" if rng.random() < 0.7 else None,
        "address": f"Số {rng.integers(1, 200)} (hư cấu), tiểu khu {subdistrict}",
        "consent": None,
        "cons_date": None,
    }
    if rng.random() < 0.3:
        row["consent"] = bool(rng.random() < 0.8)
        if row["consent"]:
            row["cons_date"] = date(2023, 3, 5) + timedelta(days=int(rng.integers(0, 290)))
    return row
