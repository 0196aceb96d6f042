"""Places: gazetteer names, addresses, and which of two is meant."""

import pytest
import shipped
from intake import needs, read


@pytest.mark.parametrize(
    ("text", "district"),
    [
        *[("沙河口區馬欄街道需要水", "沙河口区"), ("大医二院需要口罩", "沙河口区")],
        *[("need masks at Zhuanghe Central Hospital", "庄河市")],
        *[("need masks at Shuishiying subdistrict", "旅顺口区"), ("友谊医院缺口罩", "中山区")],
    ],
)
def test_a_known_place_gives_its_district(text: str, district: str) -> None:
    assert read(text).district == district


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("中山区解放路港湾医院急需N95口罩", "中山区解放路港湾医院"),
        ("信義街15號 缺水", "信義街15號"),
        ("友谊医院要水20箱", "友谊医院"),
        ("幸福小区还要水5箱", "幸福小区"),
        ("解放路送10箱水", "解放路"),
        ("友谊医院急诊科要口罩200只", "友谊医院急诊科"),
        ("要塞公园要水20箱", "要塞公园"),
        ("送水20箱到和平小区", "和平小区"),
        ("先锋小区要10箱水", "先锋小区"),
        ("于家村缺水20箱", "于家村"),
        ("给排水公司要水泵3台", "给排水公司"),
        ("we need food at Delma 33.", "Delma 33"),
        ("咸宁市中心医院：防护服500", "咸宁市中心医院"),
        ("防护服500套，送到长海县人民医院", "长海县人民医院"),
        ("需要矿泉水20箱送到人民路小学", "人民路小学"),
        ("N95口罩200只送到港湾医院", "港湾医院"),
    ],
)
def test_a_place_is_quoted_as_written(text: str, words: str) -> None:
    assert read(text).place == words


def test_a_place_that_holds_an_item_is_no_item() -> None:
    assert needs("泉水街道需要口罩") == {"MASK-ANY": None}


def test_a_name_of_two_places_leaves_candidates() -> None:
    (place,) = read("得胜街道需要水").places
    assert len(place.candidates) == 2
    assert not place.sure
    assert place.district == ""


@pytest.mark.parametrize(
    "text",
    ["中山要水20箱", "水20箱，送到大连中山", "100 masks to Zhongshan", "song dao zhongshan shui"],
)
def test_a_bare_stem_is_asked_where_landmarks_begin_with_it(text: str) -> None:
    (place,) = read(text).places
    known = {each.code: each.name for each in shipped.reader().gazetteer.places}
    names = [known[code] for code in place.candidates]
    assert names == ["中山区", "中山广场", "中山公园"]


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("中山区要水20箱", "中山区"),
        ("中山解放路12号要水", "中山区"),
        ("中山港湾医院要水", "中山区"),
        ("中山公园要水20箱", "沙河口区"),
        ("need water at Zhongshan district", "中山区"),
        ("庄河要水20箱", "庄河市"),
        ("我的货车可以跑庄河", "庄河市"),
        ("请问甘井子泉水街道有水20箱吗", "甘井子区"),
    ],
)
def test_a_stem_with_more_of_its_address_is_the_district(text: str, district: str) -> None:
    (place,) = read(text).places
    assert (place.district, place.sure) == (district, True)


@pytest.mark.parametrize(
    "where",
    [
        *["大医二院，钻石湾", "大医二院钻石湾院区", "钻石湾医院", "zuanshiwan yiyuan"],
        "Second Affiliated Hospital of Dalian Medical University, Diamond Bay",
        "Second Affiliated Hospital of Dalian Medical University (Diamond Bay)",
        "the Second Affiliated Hospital, Diamond Bay",
        "Diamond Bay campus of the Second Affiliated Hospital",
        "Second Affiliated Hospital of Dalian Medical University, Diamnd Bay",
    ],
)
def test_an_institution_with_its_campus_is_the_campus(where: str) -> None:
    (place,) = read(f"口罩200只，送到{where}").places
    assert place.district == "甘井子区"


def test_several_places_head_lists_of_their_own() -> None:
    reading = read("中山区葵英街道：矿泉水20箱\n西岗区日新街道：矿泉水30箱")
    assert [(line.quantity, line.place) for line in reading.lines] == [(20, 0), (30, 1)]
    assert [place.district for place in reading.places] == ["中山区", "西岗区"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (
            "Need 50 blankets at Zhongshan district; 10 tents at Xigang district",
            [("BLANKET", 0), ("TENT", 1)],
        ),
        ("水20箱送到大医二院，帐篷5顶送到星海广场", [("WATER-BOT", 0), ("TENT", 1)]),
        ("need 5 tents at camp Corail in Jacmel", [("TENT", 0)]),
    ],
)
def test_goods_go_to_the_place_that_ends_their_clause(
    text: str, where: list[tuple[str, int]]
) -> None:
    assert [(line.code, line.place) for line in read(text).lines] == where


def test_an_address_before_its_house_is_one_place() -> None:
    (place,) = read("甘井子区华北路88号 大连市第三人民医院 急需防护服20套").places
    assert place.words == "甘井子区华北路88号 大连市第三人民医院"


def test_where_somebody_is_taken_is_no_address() -> None:
    assert read("需要一辆车送我妈去医院，甘井子区泡崖街道").place == "甘井子区泡崖街道"


def test_a_district_right_before_a_general_name_is_its_own_house() -> None:
    assert read("金州区中医医院要护目镜100副").district == "金州区"
    assert read("大医二院要护目镜100副").district == "沙河口区"


@pytest.mark.parametrize(
    "text",
    [
        "救命啊水已经到二楼了，我家五口人，中山区昆明街12号，没吃的没水喝",
        "水到二楼了，中山区昆明街12号，没吃的",
    ],
)
def test_how_high_the_water_stands_is_no_place(text: str) -> None:
    assert [place.words for place in read(text).places] == ["中山区昆明街12号"]
