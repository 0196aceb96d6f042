"""Places by Latin names, rightly spelt or not."""

import pytest
from intake import read

from matching.intake.wire import as_data


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("need 200 N95 masks at Renmin Road subdistrict", "中山区"),
        ("need 200 masks (Remnin Road subdistrict)", "中山区"),
        ("N95 masks x200 to Laohtan subdistrict", "中山区"),
        ("20 tents at Heiado town", "庄河市"),
        ("gowns x10000 at Pulandan Cenntral Hospital for 12 people", "普兰店区"),
        ("300 gloves, Zhuange Central Hosptial, call 13800001234", "庄河市"),
        ("need goggles at Daliian No. 2 Pople's Hosppital", "西岗区"),
        ("malan jiedao yao kouzhao 200 ge", "沙河口区"),
        ("kouzhao 200 song dao zhongshanqu", "中山区"),
        ("zhongshan区医院急需口罩20个", "中山区"),
        ("jinzhouqushihejiedaojuweihui yao kouzhao 200 ge", "金州区"),
        ("wafangdianshi hongyanhezhen yao kouzhao 200 ge", "瓦房店市"),
        ("kouzhao 200, song dao ganjing ziqu hongqi jiedao xingfu shequ", "甘井子区"),
        ("youyi yiyuan yao kouzhao 200", "中山区"),
        ("need 20 tents at Dalian Fifth People's Hospital", None),
        ("need masks at Jingzhou Central Hospital", None),
        ("we are in Marin town, need food", None),
        ("need food at Santo town", None),
        ("Xinhua subdistrict needs 20 tents", None),
        ("need 20 tents at Xinhua subdistrict, Wafangdian", "瓦房店市"),
    ],
)
def test_a_latin_name_gives_the_district(text: str, district: str | None) -> None:
    assert as_data(read(text))["district"] == district


def test_only_so_many_misspelt_names_are_looked_for() -> None:
    slips = "Daliian No. 2 Pople's Hosppital"
    text = ", ".join(f"Zzzzqq{chr(97 + n % 26)} town" for n in range(40))
    assert as_data(read(f"goggles at {slips}"))["district"] == "西岗区"
    assert as_data(read(f"{text}, {slips}"))["district"] != "西岗区"


@pytest.mark.parametrize(
    ("words", "district"),
    [
        ("Dalian Central Hosptal", "沙河口区"),
        ("Dalian Hospital of Traditional Chinese Meddicine", "中山区"),
        ("Dalan Port Passenger Terminal", "中山区"),
        ("Luushun New Port", "旅顺口区"),
        ("Dalian University of Technoloogy", "甘井子区"),
        ("Jinhitan", "金州区"),
    ],
)
def test_a_long_name_is_known_with_one_slip(words: str, district: str) -> None:
    assert read(f"pls send 200 surgical masks to {words}").district == district


@pytest.mark.parametrize(
    "words",
    [
        *["Dalian Sixth People's Hospital", "Dalian No. 6 Hospital", "Dalian 6th Peoples Hosp"],
        *["dalian sixth hospital", "Dalian No.6 Hospital", "dalian 6th ppls hosp"],
    ],
)
def test_which_of_several_may_be_a_number(words: str) -> None:
    assert read(f"200 masks to {words}").district == "甘井子区"
    other = words.replace("6", "5").replace("ixth", "ifth").replace("S", "F").replace("si", "fi")
    assert read(f"200 masks to {other}").district == ""


def test_which_of_several_is_never_a_slip() -> None:
    assert read("200 masks to Dalian No 9 Hosptal").district == ""
