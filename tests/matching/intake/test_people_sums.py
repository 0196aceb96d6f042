"""How many persons and households are in need, whoever counts them and however."""

import pytest
from intake import read


@pytest.mark.parametrize(
    ("text", "people", "households"),
    [
        ("we r 12 person under one tarp in Delmas 33 need food", 12, None),
        ("Nou se 9 moun, nou bezwen dlo", 9, None),
        ("18 babies and 7 dialysis patients here, need formula and saline", 25, None),
        ("頂樓 4大2小 水到二樓 快派船", 6, None),
        ("两大一小被困出租屋 没吃的 求救", 3, None),
        ("Mom with 2 kids, no heat, need blankets", 3, None),
        ("me and my 3 sons need food", 4, None),
        ("I am alone with my two daughters in a tent, need milk", 3, None),
        ("family of 5, need tent", 5, None),
        ("We are 4 adults and 3 children, need water", 7, None),
        ("need water for 4 adults + 3 kids", 7, None),
        ("(3 adults, 2 kids) on roof in Vypin send boat", 5, None),
        ("Seniors on the top floors need hot meals , about 30 of them", 30, None),
        ("there are 15 of us in the church, need blankets", 15, None),
        ("十堰市太和医院 收治62例 需要制氧机5台", 62, None),
        ("箱里有 11 个 baby 要 generator 1台", 11, None),
        ("women 26 ren bei ge li, yao tuishaoyao", 26, None),
        ("60 houses cut off by water, need boats and ration", None, 60),
        ("60 houses, 400 souls on the bund. need dry ration", 400, 60),
        ("35 families need tents", None, 35),
        ("tents for thirty-five families please", None, 35),
        ("8 volunteers are ready to help with 20 shovels", None, None),
        ("rescued 14 people last night with 2 boats", None, None),
        ("2 children died here yesterday, need ORS", None, None),
        ("we turned 40 people away, no more volunteers needed", None, None),
        ("crew of 6 with chainsaws, can come saturday", None, None),
        ("医护人员60人，需要防护服200套", None, None),
        ("我们队12名队员可以支援，带冲锋舟2艘", None, None),
        ("安置点现有群众200人，缺棉被150床", 200, None),
        ("约200名群众转移到中学，需要棉被", 200, None),
        ("养老院老人350位，缺口罩5000只", 350, None),
        ("家里三口人，没菜了，求蔬菜包", 3, None),
        ("一家五口困在屋顶，求船", 5, None),
        ("老两口断粮两天了，求送米", 2, None),
        ("爸媽兩個人在家，沒水，需要飲用水", 2, None),
        ("老人一个人在家，药吃完了，求降压药", 1, None),
        ("独居阿嬤需要尿布", 1, None),
        ("学校困了50多个学生，要水和面包", 50, None),
        ("小区120户封控，需要蔬菜", None, 120),
        ("全村80户300人，急需帐篷", 300, 80),
        ("80 households (300 people) need tents", 300, 80),
        ("more than 200 people sleep in the street, need tents", 200, None),
        ("old people here 20, no medicine for pressure", 20, None),
        ("150 inmates of the orphanage need milk and rice", 150, None),
        ("340 evacuees at gym, need 340 blankets", 340, None),
        ("100+ ppl stuck at Mudichur, need food packets", 100, None),
        ("need water for 3k people in camp", 3000, None),
        (
            "the truck is not enough for 2300 people, need water pills",
            2300,
            None,
        ),
        ("70 person got nothing, need food in stade", 70, None),
        ("10万只口罩已发给3000人", None, None),
        ("死亡3人，受伤请求担架5副", None, None),
        ("8人受伤，急需担架", 8, None),
        ("我和老公发烧，没药了，求退烧药", 2, None),
        ("bus with 45 tourists stuck in snow, need blankets", 45, None),
        ("16 bachay aur aurtain hain, khana chahiye", 16, None),
    ],
)
def test_persons_and_households_in_need_are_counted(
    text: str, people: int | None, households: int | None
) -> None:
    reading = read(text)
    assert (reading.people, reading.households) == (people, households)
