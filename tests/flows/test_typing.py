"""Whoever cannot press types: everything has words, in both languages."""

from stories import Troupe, mainly, told_code


@mainly("zh")
async def test_a_whole_delivery_by_typing_alone(troupe: Troupe) -> None:
    words = troupe.words
    zhao, li, chen = await troupe.enter_all("zhao", "li", "chen")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await li.say(words("危急，需要1000只N95口罩", "critical: need 1000 pcs of N95 masks"))
    await li.hears("told.heading_need")
    await li.types("told.edit_urgency")
    await li.hears("requester.urgency")
    await li.say(words("危急", "critical"))
    await li.hears("told.heading_need")
    await li.say(words("提交", "confirm"))
    await li.hears("told.where_need")
    await li.say("大连大学附属中山医院")
    await li.hears("told.done_need")
    await zhao.hears("push.stock_yes")
    await zhao.say(words("有货", "yes"))
    await zhao.hears("supplier.confirmed")
    await li.sees_sentence("push.need_yes")
    await li.say(words("需要", "yes"))
    await li.hears("requester.confirmed")
    await chen.hears("push.offer_yes")
    await chen.say(words("接单", "accept"))
    await chen.hears("push.job_address")
    for said in (words("到了", "arrived"), words("装好了", "loaded")):
        await chen.say(said)
        await chen.hears(
            "driver.arrived_noted" if said in ("到了", "arrived") else "driver.loaded_noted"
        )
    code = await told_code(li)
    await chen.say(words("到了", "arrived"))
    await chen.hears("driver.arrived_noted")
    await chen.say(" ".join(code))
    await chen.hears("driver.code_right")
    await chen.say(words("全部收下", "all accepted"))
    await li.hears("push.need_receipt")
    await troupe.theatre.judge()
    assert await troupe.theatre.sandbox.queries() == []


@mainly("en")
async def test_back_change_and_cancel_are_words_too(troupe: Troupe) -> None:
    words = troupe.words
    li = await troupe.enter("li")
    await li.say("/need")
    await li.hears("requester.what")
    await li.say(words("N95口罩", "N95 masks"))
    await li.hears("requester.count")
    await li.say("500")
    await li.hears("steps.enough")
    await li.say(words("返回", "back"))
    await li.hears("requester.count")
    await li.say(words("600只", "600 pcs"))
    await li.hears("steps.enough")
    await li.types("steps.enough")
    await li.hears("requester.place")
    await li.phone.share_location(38.905, 121.59)
    await li.hears("steps.detail_of_location")
    await li.types("steps.skip")
    await li.hears("requester.urgency")
    await li.say("4")
    await li.hears("requester.deadline")
    await li.types("requester.deadline_none")
    await li.hears("requester.people")
    await li.say(words("不知道", "don't know"))
    assert "600" in await li.hears("requester.title_need")
    await li.say(words("修改", "change"))
    await li.hears("engine.edit_which")
    await li.say("2")
    await li.hears("requester.count")
    await li.say("700")
    assert "700" in await li.hears("requester.title_need")
    await li.say(words("取消", "cancel"))
    await li.hears("engine.cancelled")
    await troupe.theatre.judge()


@mainly("en")
async def test_whoever_is_lost_reaches_a_person(troupe: Troupe) -> None:
    sun, wang = await troupe.enter_all("sun", "wang")
    await wang.say("/help")
    await wang.hears("help.resident")
    await wang.say(troupe.words("找人", "talk to a person"))
    await wang.hears("help.question")
    question = troupe.words("我家楼梯塌了，怎么办？", "Our stairs are gone, what shall we do?")
    await wang.say(question)
    await wang.hears("help.sent")
    assert question in await sun.hears("push.help_call")
    await sun.does("push.help_take")
    await sun.hears("coordinator.ask_answer")
    answer = troupe.words(
        "待在原地，队伍二十分钟到。", "Stay where you are, a team comes in 20 minutes."
    )
    await sun.say(answer)
    await sun.hears("coordinator.answered")
    assert answer in await wang.hears("push.help_answer")
    told = await wang.tap("push.help_solved")
    assert told.text
    await troupe.theatre.judge()
