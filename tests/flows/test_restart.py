"""The bot stops and starts again on the same record: nobody has to say anything twice."""

from stories import Troupe, accept, both_confirm, hand_over, load, mainly

from bot.demo.transcript import anchor


@mainly("en")
async def test_a_dialog_and_a_job_go_on_after_a_restart(troupe: Troupe) -> None:
    zhao, li, chen = await troupe.enter_all("zhao", "li", "chen")
    theatre = troupe.theatre
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await li.say("/need")
    await li.hears("requester.what")
    await theatre.restart()
    await li.say(troupe.words("N95口罩", "N95 masks"))
    await li.hears("requester.count")
    await theatre.stop()
    await li.say("1000")  # while nobody listens
    await theatre.start()
    await li.does("steps.enough")
    await li.hears("requester.place")
    await li.say("大连大学附属中山医院")
    await li.hears("requester.urgency")
    await theatre.restart()
    await li.does("requester.urgency_critical")  # a button from before the restart
    await li.does("requester.deadline_none")
    await li.hears("requester.people")
    await li.does("steps.dont_know", "engine.confirm")
    await both_confirm(zhao, li)
    await accept(chen)
    await theatre.restart()
    await load(chen)
    await theatre.restart()
    await hand_over(chen, li)
    await li.hears("push.need_receipt")
    await theatre.judge()


@mainly("zh")
async def test_an_old_button_is_refused_kindly_after_a_restart(troupe: Troupe) -> None:
    li = await troupe.enter("li")
    await li.say("/need")
    message = await li.phone.wait(anchor("requester.what", li.lang))
    old = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await li.say("/cancel")
    await li.hears("engine.cancelled_empty")
    await troupe.theatre.restart()
    answer = await li.phone.press_raw(old, message["message_id"])
    assert anchor("engine.stale_finished", li.lang) in answer.text
    await troupe.theatre.judge()
