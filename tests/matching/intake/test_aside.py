"""Places that are only mentioned, and what is no place at all."""

import pytest
from intake import read


@pytest.mark.parametrize(
    ("text", "place", "district"),
    [
        ("市政府值班室转：向应街道要融雪剂8吨", "向应街道", "金州区"),
        ("区应急办公室转：红旗街道要沙袋200个", "红旗街道", "甘井子区"),
        ("友谊医院急诊和友谊街道是两个地方，物资送友谊街道！大米2吨", "友谊街道", "金州区"),
        ("黄河路上堵死了，货车过不去，走疏港路可以", "黄河路", ""),
        ("中长街积水过不去，绕五惠路可以", "中长街", ""),
        ("刚从泡崖街道下班，口罩一定戴好", "泡崖街道", "甘井子区"),
        ("咱光中街道鞋厂的劳保手套8000双可以捐", "光中街道鞋厂", "金州区"),
        ("需要担架1副，位置响水观", "响水观", ""),
        ("要水20箱，具体位置：老槐树底下", "老槐树底下", ""),
        ("Changxing Island port: need 200 life jackets", "Changxing Island", "瓦房店市"),
        ("Guanglu Island, need search and rescue", "Guanglu Island", "长海县"),
    ],
)
def test_the_place_that_is_meant_is_read(text: str, place: str, district: str) -> None:
    reading = read(text)
    assert (reading.place, reading.district) == (place, district)


@pytest.mark.parametrize(
    "text",
    [
        "冰箱里还有猪肉20斤，缺米",
        "柜子里有棉被两床，还缺枕头",
        "医用手套10万双现货，需对接医院",
        "so many homes lost. Heartbreaking",
        "Need 20 tents. Terrible.",
    ],
)
def test_what_is_no_place_is_not_read_as_one(text: str) -> None:
    assert read(text).place == ""
