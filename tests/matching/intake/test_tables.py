"""Lists with a heading of columns: what is held and what is needed stand in one row."""

import pytest
from intake import needs, read, stock


@pytest.mark.parametrize("gap", ["\t", " ", " | ", "  "])
@pytest.mark.parametrize(
    ("held", "lacking"), [("现有", "缺口"), ("库存", "需求"), ("现存数量", "需求量")]
)
def test_every_column_goes_to_its_side(gap: str, held: str, lacking: str) -> None:
    rows = [("物资名称", held, lacking), ("N95口罩", "320", "4000"), ("护目镜", "0", "600")]
    text = "\n".join(gap.join(row) for row in rows)
    assert needs(text) == {"MASK-N95": 4000, "GOGGLES": 600}
    assert stock(text) == {"MASK-N95": 320, "GOGGLES": 0}


@pytest.mark.parametrize("gap", ["\t", " ", "|", " | ", "/", "、"])
@pytest.mark.parametrize("end", ["\n", "；", "。"])
def test_any_separator_and_end_of_row_make_a_table(gap: str, end: str) -> None:
    rows = (("护目镜", "15", "900"), ("棉被", "20", "300"), ("雨衣", "0", "60"))
    body = end.join(gap.join(row) for row in rows) + end.strip()
    for colon in ("：", "\n", " "):
        for columns in (("结存", "还需"), ("现有", "缺口"), ("库存", "需求量")):
            text = gap.join(("品名", *columns)) + colon + body
            assert needs(text) == {"GOGGLES": 900, "QUILT": 300, "RAINCOAT": 60}
            assert stock(text) == {"GOGGLES": 15, "QUILT": 20, "RAINCOAT": 0}


def test_the_order_of_the_heading_counts() -> None:
    text = "品名 需求 日消耗 现有\n防护服 1500 40 85套"
    assert (needs(text), stock(text)) == ({"COVERALL": 1500}, {"COVERALL": 85})


def test_a_heading_without_line_ends_is_one() -> None:
    text = "市二医院 品名 现有 需求 面屏 10 200 隔离衣 20 300"
    assert needs(text) == {"FACE-SHIELD": 200, "GOWN-ISO": 300}


def test_sizes_and_what_came_already_are_no_need() -> None:
    sizes = "品名  规格  缺口数\n一次性医用口罩  17.5×9.5cm  30000\n84消毒液  500ml  400瓶"
    assert needs(sizes) == {"MASK-MED": 30000, "DIS-84": 400}
    came = (
        "| 品名 | 计划 | 已到 | 缺 |\n| N95口罩 | 3000 | 500 | 2500 |\n| 面屏 | 1000 | 0 | 1000 |"
    )
    assert needs(came) == {"MASK-N95": 2500, "FACE-SHIELD": 1000}


def test_numbered_rows_with_sizes_are_entries() -> None:
    text = "序号 品名 规格 数量\n1 医用防护口罩 9132 3000\n2 防护面屏 防雾 600\n3 手术衣 L 1500"
    assert needs(text) == {"MASK-N95": 3000, "FACE-SHIELD": 600, "GOWN-SURG": 1500}


def test_nothing_needed_is_no_line() -> None:
    assert needs("品名 现有 需求\n护目镜 50 0") == {}


def test_an_entry_with_other_numbers_is_read_as_ever() -> None:
    assert needs("品名 现有 需求\n需要护目镜 50副")["GOGGLES"] == 50


def test_a_heading_in_the_line_splits_what_is_held_from_what_is_needed() -> None:
    reading = read("某医院 现有/需求：防护服 38套/600套；护目镜 5副/150副")
    assert [(x.code, x.side.value, x.quantity) for x in reading.lines] == [
        ("COVERALL", "stock", 38),
        ("COVERALL", "need", 600),
        ("GOGGLES", "stock", 5),
        ("GOGGLES", "need", 150),
    ]
