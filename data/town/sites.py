"""Public plots and ponds of the town, laid down before the houses; all invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """A plot of a public thing, laid down before the houses: centre, size and turn (degrees)."""

    name: str
    land_use: str
    owner: str
    x: float
    y: float
    width: float
    depth: float
    turn: float


SITES: tuple[Site, ...] = (
    Site("UBND thị trấn (mẫu)", "TSC", "UB-01", 826, 2640, 74, 68, 8),
    Site("Chợ Hạ (hư cấu)", "DCH", "UB-02", 742, 2508, 62, 54, 14),
    Site("Trường tiểu học Đồng Sậy (hư cấu)", "DGD", "TC-01", 590, 2830, 62, 84, -6),
    Site("Nhà văn hóa tiểu khu 4 (hư cấu)", "DVH", "UB-03", 610, 2994, 42, 36, -8),
    Site("Trường mầm non Gò Mít (hư cấu)", "DGD", "TC-02", 712, 2690, 48, 44, 5),
    Site("Trạm y tế (hư cấu)", "DYT", "TC-03", 930, 2200, 52, 46, 10),
    Site("Nghĩa trang Gò Vắp (hư cấu)", "NTD", "UB-04", 130, 2560, 82, 120, 12),
    Site("Sân thể thao Ao Đình (hư cấu)", "DTT", "UB-05", 300, 2835, 66, 52, -4),
    Site("Ga Cũ (hư cấu)", "DGT", "TC-04", 1016, 2330, 34, 150, 3),
    Site("Trường trung học Lò Ngói (hư cấu)", "DGD", "TC-05", 690, 1960, 92, 96, -10),
    Site("Chợ Cầu Mây (hư cấu)", "DCH", "UB-06", 868, 1740, 60, 64, -5),
    Site("Công viên Hồ Sen (hư cấu)", "DKV", "UB-07", 1168, 2560, 70, 90, 4),
    Site("Nghĩa trang Mả Tre (hư cấu)", "NTD", "UB-08", 300, 1240, 90, 110, -8),
    Site("Xưởng gạch Lò Ngói (hư cấu)", "SKC", "TC-06", 690, 1180, 110, 95, 6),
    Site("Khu thương mại QL1A (hư cấu)", "TMD", "TC-07", 920, 2960, 60, 70, -6),
    Site("Đình Thượng (hư cấu)", "TIN", "UB-09", 330, 3700, 46, 52, 9),
)

PONDS: tuple[tuple[float, float, float], ...] = (
    (318, 2655, 26), (182, 2935, 24), (505, 2500, 18), (312, 3072, 17), (735, 2410, 15), (735, 3062, 16),
    (1130, 2000, 30), (950, 1960, 22), (285, 600, 28), (1350, 3600, 30), (265, 3960, 30), (1260, 1100, 24),
    (700, 2080, 26), (1150, 2900, 24), (980, 2830, 16), (570, 3062, 17), (1190, 1880, 16), (960, 1500, 20),
)  # fmt: skip
"""Ponds: centre and mean radius."""
