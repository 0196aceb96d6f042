"""The dialogs of the bot as forms that people fill in: which question is answered how."""

from typing import Any

from bot.scenarios.human import Form, Human, buttons
from bot.scenarios.scenario import Mishap
from bot.scenarios.script import Intent
from matching.catalogue import Catalogue
from matching.model import Mode

Json = dict[str, Any]

SIZES = ("driver.size_van", "driver.size_light", "driver.size_medium")
"""What people drive; vans first."""
NEXT = ("register.next_need_line", "register.next_stock_line", "register.next_vehicle_line")
CLOSED = ("积水封路", "Flooded, closed")
"""What the desk calls a closed road, zh and en."""
NUMBER = "+86138{:08d}"


def quantity_of(human: Human, intent: Intent, catalogue: Catalogue) -> str:
    """The amount as this person types it."""
    if not intent.quantity:
        return {"zh": "不清楚", "en": "don't know"}[human.part.lang]
    unit = catalogue.by_code[intent.code].unit(human.part.lang)
    return f"{intent.quantity} {unit}" if human.part.lang == "en" else f"{intent.quantity}{unit}"


def sure_steps(human: Human) -> dict[str, Any]:
    """What follows a typed amount: packs echoed, an odd number doubted."""
    return {
        "steps.really": human.pressing("steps.yes_really"),
        "steps.sure": human.pressing("steps.yes"),
    }


def place_steps(human: Human, question: str) -> dict[str, Any]:
    """Where: an address or a location, and what may be asked about it."""
    where = human.typing(human.part.place) if human.part.place else human.share_here
    door = {"zh": "3单元一层", "en": "Block 3, ground floor"}[human.part.lang]

    async def which(message: Json) -> None:
        own = [each for each in buttons(message) if each["text"].startswith(human.part.place)]
        chosen = (own or buttons(message))[0]
        await human.press_data(message, chosen["callback_data"])

    return {
        "steps.which_place": which,
        "steps.detail_of_location": human.typing(door),
        "steps.detail_of_area": human.typing(door),
        "steps.district": human.pressing(f"words.district.{human.part.district}"),
        question: where,
    }


def sign_up(human: Human) -> Form:
    """A role, an organisation or none, a telephone number or none."""
    part = human.part

    async def phone(_message: Json) -> None:
        if human.strikes(Mishap.WRONG_NUMBER, f"phone:{part.number}"):
            await human.phone.share_contact(NUMBER.format(90_000_000 + part.number), own=False)
        elif part.number % 3:
            await human.phone.share_contact(NUMBER.format(part.number))
        else:
            await human.pressing("steps.skip")({})

    named = human.typing(part.organisation) if part.organisation else human.pressing("steps.skip")
    return {
        "register.unclear_own_phone": phone,
        f"register.role_{part.role.value}": human.pressing(f"register.role_{part.role.value}"),
        "register.organisation_hospital": named,
        "register.organisation_community": named,
        "register.organisation_supplier": named,
        "register.district": human.pressing(f"words.district.{part.district}"),
        "register.phone": phone,
    }


def need(human: Human, intent: Intent, catalogue: Catalogue) -> Form:
    """Report what is needed."""
    name = catalogue.by_code[intent.code].name(human.part.lang)
    return {
        **sure_steps(human),
        **place_steps(human, "requester.place"),
        "steps.which_item": human.press_first,
        "steps.more": human.pressing("steps.enough"),
        "requester.what": human.typing(name),
        "requester.count": human.typing(quantity_of(human, intent, catalogue)),
        "requester.urgency": human.pressing(f"requester.urgency_{intent.urgency.value}"),
        "requester.deadline": human.pressing("requester.deadline_none"),
        "requester.people": human.typing(str(intent.people)),
        "engine.confirm": human.pressing("engine.confirm"),
    }


def stock(human: Human, intent: Intent, catalogue: Catalogue) -> Form:
    """Report what there is."""
    name = catalogue.by_code[intent.code].name(human.part.lang)
    mode = "enterprise" if human.part.organisation else "donor"
    return {
        **sure_steps(human),
        **place_steps(human, "supplier.place"),
        "steps.which_item": human.press_first,
        "supplier.what": human.typing(name),
        "supplier.count": human.typing(quantity_of(human, intent, catalogue)),
        "supplier.ready": human.pressing("supplier.ready_now"),
        "supplier.expiry": human.pressing("supplier.expiry_none"),
        "supplier.mode": human.pressing(f"words.reserve_mode.{mode}"),
        "supplier.least": human.pressing("supplier.least_any"),
        "engine.confirm": human.pressing("engine.confirm"),
    }


def vehicle(human: Human) -> Form:
    """Register what one drives."""
    part = human.part
    size = SIZES[part.number % len(SIZES)]
    carries = {"zh": "2吨 12方", "en": "2 t 12 m3"}[part.lang]
    by_road = part.mode is Mode.ROAD
    return {
        "driver.ask_mode": human.pressing(f"words.mode.{part.mode.value}"),
        "driver.ask_capacity": human.pressing(size) if by_road else human.typing(carries),
        "driver.type_capacity": human.typing(carries),
        "driver.ask_special": human.pressing("driver.special_none"),
        "driver.ask_passes": human.pressing("driver.no_passes"),
        "driver.ask_label_road": human.typing(part.plate),
        "engine.confirm": human.pressing("engine.confirm"),
    }


def shift(human: Human) -> Form:
    """Go on duty."""
    return {
        "driver.go_on_duty": human.pressing("driver.go_on_duty"),
        **place_steps(human, "driver.ask_position"),
        "driver.ask_position": human.share_here,
    }


def alert(human: Human, intent: Intent) -> Form:
    """Tell everybody something, in both languages: it is shown as it was written."""
    words = "\n".join(intent.words)
    return {
        "coordinator.ask_alert_role": human.pressing("coordinator.everybody"),
        "coordinator.ask_alert_district": human.pressing("words.district.all"),
        "coordinator.ask_alert_weight": human.pressing("coordinator.alert_notice"),
        "coordinator.ask_alert_text": human.typing(words),
        "coordinator.alert_preview": human.pressing("coordinator.alert_send"),
    }


def closure(human: Human, intent: Intent) -> Form:
    """Close the road between two districts."""
    one, other = intent.districts
    title = dict(zip(("zh", "en"), CLOSED, strict=True))[human.part.lang]
    return {
        "coordinator.ask_closed_from": human.pressing(f"words.district.{one}"),
        "coordinator.ask_closed_to": human.pressing(f"words.district.{other}"),
        "coordinator.ask_closure_title": human.typing(title),
        "coordinator.ask_until": human.pressing("coordinator.closed_open"),
        "coordinator.ask_stops": human.pressing("coordinator.stops_all"),
        "coordinator.ask_closure_passes": human.pressing("coordinator.pass_nobody"),
        "engine.confirm": human.pressing("engine.confirm"),
    }
