"""What coordinators do for the city: alerts, closed roads, invitations."""

from datetime import timedelta

from stories import FAR, Someone, Troupe, mainly

from bot.demo.transcript import anchor
from matching.model import Role


@mainly("en")
async def test_an_alert_says_how_many_will_read_it_and_reaches_only_them(troupe: Troupe) -> None:
    sun, chen, liu, li = await troupe.enter_all("sun", "chen", "liu", "li")
    await sun.say("/alert")
    await sun.hears("coordinator.ask_alert_role")
    await sun.press(anchor("words.role.driver", troupe.lang))
    await sun.press(anchor("words.district.all", troupe.lang))
    await sun.does("coordinator.alert_life")
    await sun.hears("coordinator.ask_alert_text")
    text = troupe.words(
        "台风今晚登陆，请把车停到高处。", "The typhoon lands tonight: park on high ground."
    )
    await sun.say(text)
    preview = await sun.hears("coordinator.alert_preview")
    assert text in preview
    send = next(each for each in await buttons(sun) if "2" in each)
    await sun.press(send)
    await sun.hears("coordinator.alert_sent")
    for driver in (chen, liu):
        assert text in await driver.hears("push.alert")
    await troupe.theatre.judge()
    assert text not in await li.reads()


async def buttons(who: Someone) -> list[str]:
    """Every inline button on the screen."""
    return [
        button["text"]
        for message in await who.phone.messages()
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
    ]


@mainly("zh")
async def test_nothing_is_sent_over_a_closed_road(troupe: Troupe) -> None:
    sun, zhao, li = await troupe.enter_all("sun", "zhao", "li")
    await troupe.shelve(zhao, 2000, FAR, district="甘井子区")
    await sun.say("/closures")
    await sun.does("coordinator.close_road")
    # The first question offers the second end too: pressed too early it is an old button.
    await sun.press(anchor("words.district.沙河口区", troupe.lang))
    await sun.hears("coordinator.ask_closed_to")
    await sun.press(anchor("words.district.甘井子区", troupe.lang))
    await sun.hears("coordinator.ask_closure_title")
    await sun.say(troupe.words("东联路塌方", "landslide on Donglian Road"))
    await sun.does("coordinator.closed_open", "coordinator.stops_all")
    await sun.does("coordinator.pass_nobody", "engine.confirm")
    await sun.hears("coordinator.closed")
    await troupe.need(li, 1000)
    await li.hears("card.standing_verified")
    await troupe.theatre.let_pass(60)
    await troupe.theatre.settle()
    assert not await zhao.count("push.confirm_stock")
    await sun.say("/closures")
    await sun.hears("coordinator.closures")
    await sun.press("1.")
    await troupe.theatre.let_pass(60)
    await zhao.hears("push.stock_yes")
    await troupe.theatre.judge()


@mainly("en")
async def test_an_invitation_works_once_and_for_two_days(troupe: Troupe) -> None:
    sun = await troupe.enter("sun")
    await sun.say("/invite")
    await sun.press(anchor("words.role.hospital", troupe.lang))
    await sun.hears("coordinator.ask_invite_organisation")
    await sun.say(troupe.words("市第五医院", "Fifth Hospital"))
    await sun.does("engine.confirm")
    told = await sun.hears("coordinator.invited")
    token = told.split("?start=")[1].split()[0]
    li = await troupe.meet("li")
    await li.start(token)
    await li.hears("engine.invited")
    wang = await troupe.meet("wang")
    await wang.start(token)
    await wang.hears("refused.invite_invalid")
    late = await troupe.invite(Role.COORDINATOR, valid=timedelta(seconds=-1))
    chen = await troupe.meet("chen")
    await chen.start(late)
    await chen.hears("refused.invite_invalid")
    await li.start(token)
    await li.hears("refused.invite_invalid")
    await troupe.theatre.judge()
