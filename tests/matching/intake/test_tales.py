"""Goods that are only told of ask for nothing, whatever the goods; a word of need still counts."""

import intake_scores
import pytest
from intake import needs, offers, read

GOODS_ZH = ["矿泉水", "棉被", "帐篷", "大米", "防护服", "发电机", "雨衣", "手电筒"]
GOODS_EN = ["blankets", "tents", "masks", "mattresses", "flashlights", "gloves", "raincoats"]

TOLD_ZH = [
    *["昨天收到的{}60箱都分到各户了，感谢", "昨日接收{}600件，已发放到科室", "收到{}30件，謝謝"],
    *["高速上一辆拉{}的货车翻了", "仓库着火，烧了{}200件", "小偷把{}偷走了，已报警"],
    *["渔船沉了，船上有30箱{}", "{}2000件已签收，数量无误", "所谓学校缺{}系误传"],
    *["医疗队带着200件{}出发去山里了", "消防员用{}救出了一只猫"],
    *["塔吊倒了，压坏{}20件", "县里给山村发了{}200件", "{}30件前几天都收到了，老人很高兴"],
    *["货船搁浅，船上有{}20件", "网上说学校缺{}，是旧新闻"],
    *["省里今天向山里运送{}2000件", "邻县昨天捐了{}40件", "隔壁村领到了{}100件"],
    *["有人说我们村缺{}，这是假的", "那个求{}的帖子是旧帖，别转了"],
    *["寻人：我妈70岁，穿蓝色外套，带着{}，昨天走失", "可以把{}放在一个袋子里"],
]
TOLD_EN = [
    *["Our team gave out all 40 {} last night", "the 15 {} you gave us are up, many thanks"],
    *["a lorry with 300 {} overturned", "Fire at the depot burned 300 {}"],
    *["thieves broke into the school and took 20 {}", "The Red Cross flew 200 {} to the capital"],
    *["200 {} on the way to the coast", "It is not true that the camp needs 500 {}"],
    *["The post asking for 100 {} is old, ignore it", "MISSING: my son, 9, wearing red {}"],
    *["A plane with 15 boxes of {} landed today", "They made a nest of 20 {}"],
    *["The mayor sent 300 {} to the school", "whoever says we have no {} is lying"],
    *["The roof fell on 40 {}", "Canada pledged 500 {}", "a bus hit a stall of {} and spilled it"],
    *["Norway gives 20 {} to the north", "someone spread a lie that {} are needed"],
    *["I saw 20 {} on the hill", "Tip: put {} in one bag"],
]


@pytest.mark.parametrize(
    ("tale", "goods"),
    [*((tale, GOODS_ZH) for tale in TOLD_ZH), *((tale, GOODS_EN) for tale in TOLD_EN)],
)
def test_no_goods_make_what_is_told_a_need(tale: str, goods: list[str]) -> None:
    assert [one for one in goods if read(tale.format(one)).lines] == []


@pytest.mark.parametrize(
    ("text", "code", "quantity"),
    [
        ("仓库着火，烧了200顶帐篷，急需帐篷150顶", "TENT", 150),
        ("收到60箱牛奶，謝謝，還需要牛奶20箱", "MILK", 20),
        ("昨日接收防护服600套，今日急需防护服300套", "COVERALL", 300),
        ("省里的帐篷还没到，我们需要帐篷200顶", "TENT", 200),
        ("群里说的是假消息，但我们需要大米20袋", "RICE", 20),
        ("The 15 tents are up, please send 10 tents more", "TENT", 10),
        ("Fire burned 30 blankets, we need 40 blankets", "BLANKET", 40),
        ("收到的大米发霉了，大米20袋", "RICE", 20),
        ("20 families moved to school, tents 20", "TENT", 20),
        ("clinic opened today, gloves 200", "GLOVES-EXAM", 200),
        ("房子倒了，帐篷2顶", "TENT", 2),
        ("our house burned, 5 blankets", "BLANKET", 5),
        ("My brother was missing, he needs boots", "BOOTS-RUBBER", None),
        ("Lord help us, we need 200 blankets", "BLANKET", 200),
    ],
)
def test_only_what_is_needed_counts_beside_a_tale(
    text: str, code: str, quantity: int | None
) -> None:
    assert needs(text)[code] == quantity


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We can send 20 tents to the capital", "TENT"),
        ("某公司可捐赠大米50袋，电话13900001234", "RICE"),
        ("家里多了两箱方便面，可以送给需要的人", "NOODLES"),
    ],
)
def test_what_one_gives_oneself_is_no_tale(text: str, code: str) -> None:
    assert code in offers(text)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Fed over 500 people last night, need 100 bags of rice", None),
        ("昨天救治了80名患者，急需口罩200只", None),
        ("需要救治80名患者，急需口罩200只", 80),
        ("we are 43 people, need food", 43),
    ],
)
def test_people_who_were_helped_are_not_in_need(text: str, people: int | None) -> None:
    assert read(text).people == people


def test_messages_that_ask_for_nothing_have_next_to_no_lines() -> None:
    rows = intake_scores.messages(intake_scores.DATA / "intake_nothing.jsonl")
    idle = [len(read(row["text"]).lines) for row in rows if not row["asks"]]
    deaf = [row["text"] for row in rows if row["asks"] and not read(row["text"]).lines]
    assert sum(idle) / len(idle) <= 0.12
    assert len(deaf) <= 0.02 * (len(rows) - len(idle)), deaf


@pytest.mark.parametrize(
    "text",
    [
        *["the army put 300 tents on the football ground", "The camp committee keeps the rice"],
        *["They are building a clinic, it will have 10 beds", "We used to have two boats"],
        *["a person can live three days without water", "no truck will pass on this bridge"],
    ],
)
def test_what_others_do_or_have_is_no_need_and_no_offer(text: str) -> None:
    assert read(text).lines == ()


@pytest.mark.parametrize("place", ["Affiliated Zhongshan Hospital of Dalian University"])
@pytest.mark.parametrize("text", ["100 masks to {}", "masks x100 ({})", "100 masks at {}"])
def test_the_name_of_a_place_tells_of_no_deed(text: str, place: str) -> None:
    assert needs(text.format(place)) == {"MASK-ANY": 100}
