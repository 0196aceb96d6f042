"""People say it in their own words: read, checked with one tap, and matched like any need."""

from patience import ROOM
from stories import Troupe, accept, load, mainly

from db.actions.words import accept_alias
from db.queries.words import open_proposals
from matching.permissions import SYSTEM


@mainly("zh")
async def test_a_nurse_pastes_a_list(troupe: Troupe) -> None:
    zhao, li, chen = await troupe.enter_all("zhao", "li", "chen")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await li.say(
        troupe.words(
            "病人有生命危险，大连大学附属中山医院急需N95口罩1000只，联系人王医生 13812345678",
            "patients are dying: 1000 N95 masks needed at 大连大学附属中山医院, call 13812345678",
        )
    )
    card = await li.hears("told.confirm")
    assert "1,000" in card
    await li.does("told.confirm")
    await li.hears("told.done_need")
    await zhao.does("push.stock_yes")
    await li.does("push.need_yes")
    await accept(chen)
    await load(chen)
    await troupe.theatre.judge()


@mainly("en")
async def test_a_volunteer_types_in_a_hurry_and_the_bot_learns(troupe: Troupe) -> None:
    wang = await troupe.enter("wang")
    await wang.say("need 30 box of glovs n 20 blankets at 大连大学附属中山医院 asap")
    await wang.does("told.confirm_some")
    await wang.hears("told.ask_spelling")
    await wang.press(troupe.words("医用检查手套", "medical examination gloves"), timeout=ROOM)
    await wang.hears("told.done_need")
    async with troupe.theatre.writing() as session:
        (_, (proposal,)) = await open_proposals(session, page=0, size=5)
        await accept_alias(session, SYSTEM, proposal_id=proposal.id, now=troupe.theatre.clock.now())
    await troupe.theatre.restart()
    await wang.say("need 5 box of glovs")
    card = await wang.hears("told.confirm")
    assert "❓" not in card
    await troupe.theatre.judge()


@mainly("zh")
async def test_a_supplier_writes_what_is_there(troupe: Troupe) -> None:
    zhao = await troupe.enter("zhao")
    await zhao.say(
        troupe.words(
            "84消毒液50箱，放在大连大学附属中山医院", "bleach 84 50 boxes at 大连大学附属中山医院"
        )
    )
    await zhao.hears("told.heading_offer")
    await zhao.does("told.confirm")
    await zhao.hears("told.done_lot")
    await troupe.theatre.judge()


@mainly("en")
async def test_a_driver_writes_that_the_vehicle_broke_down(troupe: Troupe) -> None:
    zhao, li, chen = await troupe.enter_all("zhao", "li", "chen")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await troupe.need(li, 500)
    await zhao.does("push.stock_yes")
    await li.does("push.need_yes")
    await accept(chen)
    await chen.say(troupe.words("发动机坏了，走不动了", "the truck broke down, engine is dead"))
    await chen.hears("driver.broken_down")
    await troupe.theatre.judge()


@mainly("zh")
async def test_two_places_in_one_message_are_two_needs(troupe: Troupe) -> None:
    li = await troupe.enter("li")
    await li.say("大连大学附属中山医院：矿泉水50箱\n大连市中心医院：方便面20箱、被子100床")
    await li.hears("told.edit_place_of")
    await li.does("told.confirm")
    assert "2" in await li.hears("told.done_needs")
    await troupe.theatre.judge()


@mainly("zh")
async def test_a_card_outlives_a_restart(troupe: Troupe) -> None:
    li = await troupe.enter("li")
    await li.say("大连大学附属中山医院需要N95口罩200只、口罩300只")
    await li.hears("told.confirm_some")
    await troupe.theatre.restart()
    await li.does("told.confirm_some")
    await li.hears("told.ask_kind")
    await troupe.theatre.restart()
    await li.say("医用外科口罩")
    await li.hears("told.done_need")
    await troupe.theatre.judge()


@mainly("en")
async def test_a_stranger_says_it_first_and_signs_up_then(troupe: Troupe) -> None:
    wang = await troupe.meet("wang")
    await wang.say(troupe.words("需要饮用水20箱", "we need 20 boxes of drinking water"))
    await wang.hears("told.sign_up_first")
    await wang.does("register.role_resident")
    await wang.hears("register.phone")
    await wang.types("steps.skip")
    await wang.hears("told.signed_up")
    await wang.does("told.confirm")
    await wang.hears("told.where_need")
    await wang.say("大连大学附属中山医院")
    await wang.hears("told.done_need")
    await troupe.theatre.judge()


@mainly("en")
async def test_a_photo_with_a_caption_is_read(troupe: Troupe) -> None:
    li = await troupe.enter("li")
    await li.phone.send_photo(caption="大连大学附属中山医院 needs 30 coveralls")
    await li.hears("told.heading_need")
    await li.does("told.confirm")
    await li.hears("told.done_need")
    await troupe.theatre.judge()


@mainly("zh")
async def test_forty_lines_come_in_pages(troupe: Troupe) -> None:
    li = await troupe.enter("li")
    goods = "N95口罩 医用外科口罩 防护服 护目镜 84消毒液 矿泉水 方便面 棉被 帐篷 手电筒 雨衣 大米"
    await li.say(
        "大连大学附属中山医院需要：\n"
        + "\n".join(f"{n}. {name} {n * 10}" for n, name in enumerate(goods.split(), 1))
    )
    assert "1–8" in await li.hears("told.paging")
    await li.does("engine.later")
    assert "9–12" in await li.hears("told.paging")
    await li.does("told.confirm")
    await li.hears("told.done_need")
    await troupe.theatre.judge()


@mainly("zh")
async def test_who_asks_for_nothing_is_answered_with_a_way_on(troupe: Troupe) -> None:
    wang = await troupe.enter("wang")
    await wang.say(troupe.words("楼下着火了", "there is a fire downstairs"))
    await wang.hears("engine.talk")
    await wang.say(troupe.words("谢谢", "thanks"))
    await wang.hears("engine.welcome_back")
    await troupe.theatre.judge()
