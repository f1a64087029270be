"""Dates in file names, and names that only look as if they had one."""

import pytest

from provcheck.metadata.file_names import date_in_name


@pytest.mark.parametrize(
    ("name", "iso", "kind"),
    [
        ("IMG-20241021-WA0007.jpg", "2024-10-21", "whatsapp"),
        ("WhatsApp Image 2024-10-21 at 15.42.07.jpeg", "2024-10-21T15:42:07", "whatsapp"),
        ("WhatsApp Image 2024-10-21 at 3.42.07 PM (1).jpeg", "2024-10-21T15:42:07", "whatsapp"),
        ("WhatsApp Image 2024-10-21 at 12.42.07 AM.jpeg", "2024-10-21T00:42:07", "whatsapp"),
        ("photo_2024-10-21_15-42-07.jpg", "2024-10-21T15:42:07", "telegram"),
        ("photo_2024-10-21_15-42-07 (2).jpg", "2024-10-21T15:42:07", "telegram"),
        ("signal-2024-10-21-154207_003.jpeg", "2024-10-21T15:42:07", "signal"),
        ("signal-2024-10-21-15-42-07-123.jpg", "2024-10-21T15:42:07", "signal"),
        ("Screenshot_20241021-154207_Telegram.jpg", "2024-10-21T15:42:07", "screenshot"),
        ("Screenshot_2024-10-21-15-42-07-12.png", "2024-10-21T15:42:07", "screenshot"),
        ("Screenshot 2024-10-21 at 15.42.07.png", "2024-10-21T15:42:07", "screenshot"),
        ("Screen Shot 2024-10-21 at 3.42.07 PM.png", "2024-10-21T15:42:07", "screenshot"),
        ("mmexport1729525327000.jpg", "2024-10-21T15:42:07Z", "wechat"),
        ("FB_IMG_1729525327000.jpg", "2024-10-21T15:42:07Z", "facebook"),
        ("copy of photo_2024-10-21_15-42-07.jpg", "2024-10-21T15:42:07", "telegram"),
    ],
)
def test_known_patterns(name: str, iso: str, kind: str):
    assert date_in_name(name) == (iso, kind)


@pytest.mark.parametrize(
    "name",
    [
        "DSCN0010.jpg",
        "flag-2024-10-21.jpg",
        "20241021.jpg",
        "myphoto_2024-10-21_15-42-07.jpg",
        "mmexport172952532700012.jpg",
        "IMG_5195.HEIC",
        "IMG-20241021.jpg",
        "",
    ],
)
def test_other_names_have_no_date(name: str):
    assert date_in_name(name) is None
