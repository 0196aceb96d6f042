"""What the crawler types and sends: what helps a dialog on, and what nobody should."""

from collections.abc import Sequence

LONGEST = 4096
"""Signs of a message (Bot API)."""

GARBAGE: tuple[str, ...] = (
    "asdfgh 哈哈 ???",
    ".",
    "\u3000\u3000.\n\n\t.",
    "口" * LONGEST,
    "word " * (LONGEST // 5),
    "🚑🧯👨‍👩‍👧‍👦🏳️‍🌈",
    "مرحبا، نحتاج إلى ماء \u202eabc\u202c",
    "a\x01b\x07c\x1b[31m\x7fd",
    "e\u0301\u0301\u0301\u0301 Z\u0335\u0321a\u0336l\u0337g\u0338o",
    "<b>{name}</b> %s & ' OR 1=1 --",
    "-1",
    "99999999999999999999",
    "0",
    "\u200b\u200d\ufeff",
    "/nosuchcommand",
    "/start aaaa",
)
"""Blank, endless, right-to-left, control signs, joined signs, markup, figures out of range."""

FORWARDED = "急需口罩 masks"
PAYLOAD = "aaaa"
"""What a link to the bot carries when somebody made it up."""

OUT_OF_THE_BLUE = {
    "zh": (
        *("需要更多", "还需要", "收车", "到了"),
        "我有一辆面包车 辽B·F7777",  # which is another driver's
        "我有一辆货车 辽B·A8888 能拉1吨",
        "我有一辆货车能拉999999吨",
        "路上堵得厉害，进不去",
        "车坏了，走不了，货还在车上",
        "可以捐20箱矿泉水，港湾医院",
        "护目镜20副、N95口罩10件、口罩、防护服、84消毒液5000000瓶，港湾医院",
        "glovs 30盒，星海",
        "防护服",
        "84消毒液5000000瓶",
        "gloves, goggles",
    ),
    "en": (
        *("need more", "still need", "off duty", "arrived"),
        "I have a van, plate 辽B·F7777",  # which is another driver's
        "I have a truck, plate 辽B·A8888, it carries 1 ton",
        "I have a truck, it carries 999999 tons",
        "the road is blocked, I cannot get in",
        "my truck broke down, the goods are aboard",
        "I can give 20 cartons of bottled water at Zhongshan hosp",
        "20 goggles, 10 pallets N95 masks, masks, coveralls, bleach 5000000 bottles"
        " at Zhongshan hosp",
        "glovs 30 boxes at Xinghai",
        "coveralls",
        "bleach 5000000 bottles",
        "gloves, goggles",
    ),
}
"""Words that answer what waits, without a button, or open a report."""

BLANK = " \n\t "
"""What no keyboard sends: Telegram trims messages and takes no empty ones."""

MENU = {"zh": "菜单", "en": "menu"}
"""The word that leads to the menu from everywhere."""

HERE, FAR_AWAY, BORDER = (38.9140, 121.6147), (0.0, 0.0), (38.9206, 121.5700)
"""Degrees WGS84: in the city, in the ocean, between two districts."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "role": ("医院",),
    "what": ("N95口罩 2箱", "water", "🚧 一条路", "🚧 A road"),
    "item": ("N95口罩",),
    "count": ("2箱", "12", "2000", "95000", "600000", "99999999", "大概 30"),
    "sure": ("3箱",),
    "really": ("12",),
    "more": ("84消毒液",),
    "place": ("西南路 99 号", "人民路", "星海", "Xinghai Square"),
    "place_detail": ("3 号楼 2 单元", "Gate 2"),
    "place#_detail": ("3 号楼 2 单元", "Gate 2"),
    "card": (
        *("确认", "confirm", "改紧急程度", "change the urgency", "改1", "change 1"),
        *("改地点", "change the place", "手套 2 盒", "goggles 30"),
    ),
    "change": ("无菌手套 20双", "sterile gloves 20"),
    "kind": ("N95口罩", "surgical mask"),
    "pack": ("50",),
    "deadline": ("明天 18:00", "today 23:00", "in 3 hours"),
    "people": ("30", "三十"),
    "ready": ("明天 9:00", "tomorrow 9:00"),
    "expiry": ("2027-03-01", "2030年1月"),
    "least": ("5", "1箱"),
    "capacity": ("2 t", "1.5吨 8方"),
    "label": ("辽B·A8888", "辽B·F7777"),
    "pass": ("疫情通行证",),
    "permit": ("港区通行证、疫情通行证",),
    "spot": ("星海广场", "Xinghai Square"),
    "radius": ("2",),
    "title": ("东联路塌方 landslide",),
    "until": ("明天 18:00", "6 hours"),
    "called": ("台风梅花 Meihua",),
    "text": ("台风今晚登陆。The typhoon lands tonight.",),
    "organisation": ("市第五医院 Fifth",),
    "question": ("车什么时候到？When does it come?",),
    "answer": ("下午三点。At three.",),
    "phone": ("138 0013 8000",),
    "original": ("N-0001A",),
}
"""Words that answer a step, by its name without the number."""


def answers_to(step: str) -> Sequence[str]:
    """What helps this step on, if words do."""
    return ANSWERS.get(step.rstrip("#"), ())
