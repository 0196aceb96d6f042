"""Sign-up, invitations, language."""

import pytest
from cast import Cast
from guest import Guest, guest
from records import Databases
from sqlmodel import col

from db.actions.invites import create_invite
from db.engine import Database
from db.tables import (
    IdentityRow,
    LedgerRow,
    OrganisationRow,
    PersonRow,
    RoleRow,
)
from handlers.dialog import Ask, ReplyKind
from matching.model import OrganisationKind, Role, Trust, Verification
from matching.phone_numbers import bare_number, is_typed


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are the same on every engine; the actions below are tested on both."""
    return sqlite_databases


@pytest.fixture
async def stranger(database: Database, cast: Cast) -> Guest:
    return Guest(database, lang_code="zh-hans")


async def roles(visitor: Guest) -> list[Role]:
    """Roles of this visitor, oldest first."""
    (identity,) = await visitor.rows(IdentityRow, col(IdentityRow.address) == visitor.address)
    found = await visitor.rows(RoleRow, col(RoleRow.person_id) == identity.person_id)
    return [row.role for row in found]


async def person(visitor: Guest) -> PersonRow:
    (identity,) = await visitor.rows(IdentityRow, col(IdentityRow.address) == visitor.address)
    (row,) = await visitor.rows(PersonRow, col(PersonRow.id) == identity.person_id)
    return row


async def test_a_hospital_signs_up(stranger: Guest) -> None:
    await stranger.command("start")
    assert "您是哪一位" in stranger.text
    assert "姓名、电话和位置" in stranger.text
    await stranger.follow("=医院", "大连市第九医院", "=中山区")
    assert "电话" in stranger.text
    await stranger.send(ReplyKind.CONTACT, phone="13800001111", own_phone=True)
    assert "医院" in stranger.text
    assert stranger.labels == ["🆘 上报需求"]
    assert await roles(stranger) == [Role.HOSPITAL]
    known = await person(stranger)
    assert (known.phone, known.trust, known.district) == (
        "13800001111",
        Trust.PHONE_SHARED,
        "中山区",
    )
    (organisation,) = await stranger.rows(OrganisationRow)
    assert (organisation.name, organisation.kind, organisation.verification) == (
        "大连市第九医院",
        OrganisationKind.HOSPITAL,
        Verification.UNVERIFIED,
    )


async def test_the_next_thing_to_do_is_one_press_away(stranger: Guest) -> None:
    await stranger.command("start")
    await stranger.follow("=居民", "=跳过")
    await stranger.tap("上报需求")
    assert "需要什么物资" in stranger.text


@pytest.mark.parametrize(("payload", "lang"), [("en", "en"), ("ZH", "zh")])
async def test_a_link_may_name_the_language(
    database: Database, cast: Cast, payload: str, lang: str
) -> None:
    visitor = Guest(database, lang_code={"en": "zh-hans", "zh": "en"}[lang])
    await visitor.command("start", payload)
    assert (await person(visitor)).lang == lang
    assert visitor.labels


async def test_the_way_on_after_signing_up_can_be_typed(stranger: Guest) -> None:
    await stranger.command("start")
    await stranger.follow("=医院", "大连市第九医院", "=中山区")
    await stranger.say("跳过")
    assert stranger.labels == ["🆘 上报需求"]
    await stranger.say("上报需求")
    assert "需要什么物资" in stranger.text


async def test_a_resident_signs_up_by_typing_alone(database: Database, cast: Cast) -> None:
    ann = Guest(database, lang_code="en")
    await ann.say("hello")
    assert "Who are you?" in ann.text
    await ann.follow("resident", "skip")
    assert await roles(ann) == [Role.RESIDENT]
    assert (await person(ann)).trust is Trust.NEW
    assert ann.labels == ["🆘 Report a need"]


async def test_a_donor_needs_no_organisation(stranger: Guest) -> None:
    await stranger.command("start")
    await stranger.follow("=供应方", "=跳过", "=甘井子区", "=跳过")
    assert await roles(stranger) == [Role.SUPPLIER]
    assert await stranger.rows(OrganisationRow) == []
    assert stranger.labels == ["📦 登记库存"]


async def test_only_ones_own_number_is_taken(stranger: Guest) -> None:
    await stranger.command("start")
    await stranger.follow("=司机")
    await stranger.say("1380000")
    assert "没看出电话号码" in stranger.text
    await stranger.send(ReplyKind.CONTACT, phone="13800002222", own_phone=False)
    assert "别人的号码" in stranger.text
    await stranger.say("跳过")
    assert (await person(stranger)).phone == ""
    assert await roles(stranger) == [Role.DRIVER]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_number_typed_by_hand_is_kept_as_not_verified(
    database: Database, lang: str
) -> None:
    hao = Guest(database, address="777", lang_code=lang)
    await hao.command("start")
    await hao.follow({"zh": "=司机", "en": "=Driver"}[lang])
    await hao.say("+86 138-0013 8000")
    assert await roles(hao) == [Role.DRIVER]
    known = await person(hao)
    assert (bare_number(known.phone), is_typed(known.phone)) == ("13800138000", True)
    assert known.trust is Trust.NEW
    await hao.command("mydata")
    assert "138****8000" in hao.text
    assert {"zh": "未核实", "en": "not verified"}[lang] in hao.text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_number_shared_at_any_time_replaces_a_typed_one(
    database: Database, lang: str
) -> None:
    hao = Guest(database, address="777", lang_code=lang)
    await hao.command("start")
    await hao.follow({"zh": "=司机", "en": "=Driver"}[lang])
    await hao.say("13800138000")
    await hao.send(ReplyKind.CONTACT, phone="13800009999", own_phone=False)
    assert is_typed((await person(hao)).phone)
    await hao.send(ReplyKind.CONTACT, phone="13800138001", own_phone=True)
    assert {"zh": "已记下", "en": "is noted"}[lang] in hao.text
    known = await person(hao)
    assert (known.phone, known.trust) == ("13800138001", Trust.PHONE_SHARED)


async def test_a_typed_number_is_asked_for_again_with_a_further_role(database: Database) -> None:
    hao = Guest(database, address="777", lang_code="zh")
    await hao.command("start")
    await hao.follow("=司机", "13800138000")
    await hao.command("register")
    await hao.tap("居民")
    assert (await hao.state()).step == "phone"


async def test_back_asks_every_question_again(stranger: Guest) -> None:
    await stranger.command("start")
    for answer in ("=社区", "青泥洼社区", "=中山区"):
        await stranger.follow(answer)
        await stranger.say("返回")
        await stranger.follow(answer)
    await stranger.say("跳过")
    assert await roles(stranger) == [Role.COMMUNITY]


async def test_nobody_makes_themselves_a_coordinator(stranger: Guest) -> None:
    await stranger.command("start")
    assert "邀请链接" in stranger.text
    assert not any("调度员" in label for label in stranger.labels)
    await stranger.say("coordinator")
    assert await roles(stranger) == []


async def test_a_further_role_asks_only_what_is_not_known(database: Database, cast: Cast) -> None:
    zhao = Guest(database, address=cast.zhao.address, lang_code="zh")
    await zhao.command("register")
    assert "原来的身份会保留" in zhao.text
    assert not any("供应方" in label for label in zhao.labels)
    await zhao.tap("司机")
    assert await roles(zhao) == [Role.SUPPLIER, Role.DRIVER]
    assert zhao.labels == ["🚚 登记车辆"]
    assert (await person(zhao)).phone != ""


async def test_an_invited_coordinator_is_welcomed(
    stranger: Guest, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        token = await create_invite(
            session,
            cast.sun.actor,
            role=Role.COORDINATOR,
            organisation_id=None,
            organisation_name=None,
            kind=None,
            now=stranger.now,
        )
    await stranger.command("start", token)
    assert "调度员" in stranger.text
    assert await roles(stranger) == [Role.COORDINATOR]
    late = Guest(database, address="502", lang_code="zh")
    await late.command("start", token)
    assert "邀请链接无效" in late.text
    assert "您是哪一位" in late.text


async def test_a_language_is_chosen_by_button_and_by_name(stranger: Guest) -> None:
    await stranger.command("lang")
    await stranger.tap("English")
    assert (await person(stranger)).lang == "en"
    await stranger.say("中文")
    assert (await person(stranger)).lang == "zh"


async def test_whoever_has_no_role_may_still_type_what_the_menu_says(stranger: Guest) -> None:
    await stranger.say("删除我的数据")
    assert "不能恢复" in stranger.text
    await stranger.say("我的数据")
    assert "我们保存的" in stranger.text


async def test_a_language_chosen_twice_is_written_down_once(stranger: Guest) -> None:
    await stranger.command("start")
    written = []
    for lang in ("en", "zh", "zh"):
        await stranger.press(f"a:lang:{lang}")
        written.append(len(await stranger.rows(LedgerRow)))
    assert written[0] < written[1] == written[2]


async def test_a_chosen_language_goes_before_the_device(database: Database, cast: Cast) -> None:
    ann = await guest(database, "en", Role.RESIDENT)
    await ann.press("a:lang:zh")
    await ann.press("a:lang:xx")
    assert (await person(ann)).lang == "zh"


@pytest.mark.parametrize(
    ("lang", "said", "role", "name", "skip"),
    [
        ("zh", "大连大学附属中山医院急需N95口罩2000只", "=医院", "=中山医院", "=跳过"),
        (
            "en",
            "need 200 N95 masks at 大连大学附属中山医院",
            "=Hospital",
            "=Affiliated Zhongshan",
            "=Skip",
        ),
    ],
)
async def test_a_nurse_who_named_her_hospital_is_not_asked_for_it_again(
    database: Database, lang: str, said: str, role: str, name: str, skip: str
) -> None:
    stranger = Guest(database, address="777", lang_code=lang)
    await stranger.say(said)
    await stranger.follow(role, name)
    assert stranger.screen is not None
    assert stranger.screen.ask is Ask.CONTACT, "the district is known by the hospital"
    await stranger.tap(skip[1:])
    (organisation,) = await stranger.rows(OrganisationRow)
    assert (organisation.name, organisation.district) == ("大连大学附属中山医院", "中山区")


@pytest.mark.parametrize("word", ["跳过", "Skip", "没有", "none", "12345", "？？"])
async def test_a_word_that_skips_is_nobody_s_name(database: Database, word: str) -> None:
    stranger = Guest(database, address="777", lang_code="zh-hans")
    await stranger.say("/start")
    await stranger.follow("=医院", word)
    assert "请写医院、社区或单位的名称" in stranger.text
    assert not await stranger.rows(OrganisationRow)
