"""`reliefline plan`: a file in, a plan out, and what was asked on standard error."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from jobs_judge import Judge
from manual_clock import ManualClock
from pydantic import TypeAdapter
from tiny_city import NOW, city, line, lot
from tiny_fleets import drawn_fleet, vehicle, with_fleet
from tiny_instances import drawn, faults, instance, need
from tiny_instances import lot as stock
from tiny_islands import coast, crossing

from bot.commands.plan import SAMPLE, Wishes, print_plan
from matching.flow import linear, scaling, simplex
from matching.snapshot import Snapshot

NOTHING_BESIDES = Wishes()


def ask(tmp_path, capsys, data, wishes=NOTHING_BESIDES):
    """Leaving code, the answer and the sentences."""
    file = tmp_path / "in.json"
    file.write_text(json.dumps(data), "utf-8")
    code = print_plan(file, wishes, ManualClock(NOW))
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out else None, said.err


def test_an_instance_gives_lines_that_may_be_carried_out_and_a_certificate(tmp_path, capsys):
    inst = drawn(4, needs=40, lots=12)
    code, answer, said = ask(tmp_path, capsys, inst)
    assert (code, said, answer["schema"]) == (0, "", "match-plan/1")
    assert faults(inst, answer["lines"]) == []
    certificate = answer["certificate"]
    assert certificate["bound"] <= certificate["relaxed"] <= certificate["objective"] + 1e-2


def test_an_instance_with_vehicles_gives_jobs_that_may_be_driven(tmp_path, capsys):
    inst, _ = drawn_fleet(3, count=30, vehicles=8)
    _, answer, _ = ask(tmp_path, capsys, inst)
    judged = Judge(inst, answer["lines"]).drive(answer["jobs"])
    assert (judged.faults, judged.late) == ([], [])
    assert judged.in_time


def test_an_urgent_need_is_served_from_where_a_vehicle_is_and_told_so(tmp_path, capsys):
    inst = with_fleet(
        [need("sick", urgency=1, deadline_h=1.8)],
        [stock("near", km=-10), stock("far", km=40)],
        [vehicle("there", 42)],
    )
    _, answer, said = ask(tmp_path, capsys, inst, Wishes(explain="sick", lang="en"))
    assert answer["lines"] == [["far", "sick", 100]]
    judged = Judge(inst, answer["lines"]).drive(answer["jobs"])
    assert judged.in_time["far", "sick"] == 100
    assert "no free vehicle could bring it in time" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_why_and_why_not_and_how_near_to_the_best(tmp_path, capsys, lang):
    inst = instance(
        [need("calm", 100), need("sick", 100, urgency=1, km=2)],
        [stock("near", 100, km=4), stock("far", 30, km=40)],
    )
    wishes = Wishes(certificate=True, explain="calm", lang=lang)
    code, answer, said = ask(tmp_path, capsys, inst, wishes)
    assert code == 0
    assert ["far", "calm", 30] in answer["lines"]
    for fact in ("30", "far", "40", "near", "4", "70", "pylmcf"):
        assert fact in said
    assert "{" not in said


def test_a_snapshot_of_ours_gives_a_plan(tmp_path, capsys):
    snapshot = city(lines=(line(1, quantity=150),), lots=(lot(1),))
    data = {
        "schema": "snapshot/1",
        "now": NOW.isoformat(),
        "snapshot": TypeAdapter(Snapshot).dump_python(snapshot, mode="json"),
    }
    code, answer, said = ask(tmp_path, capsys, data, Wishes(certificate=True, explain="1"))
    assert (code, answer["schema"]) == (0, "plan/1")
    assert answer["allocations"][0]["quantity"] == 100
    assert answer["shortages"] == [{"line_id": 1, "quantity": 50, "obstacles": [["lots_empty", 1]]}]
    assert "50" in said


@pytest.fixture
def no_solver(monkeypatch):
    """A machine on which no flow solver is installed."""
    for backend in (simplex, scaling, linear):
        monkeypatch.setattr(backend, "AVAILABLE", False)


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "holds up no floor"), ("zh", "不保证各区的最低份额")]
)
def test_without_a_solver_it_says_unasked_that_nothing_is_proven_and_no_floor_held(
    tmp_path, capsys, no_solver, lang, says
):
    near = [need(f"near{at}", 10) for at in range(4)]
    far = [need(f"far{at}", 10, km=70, district="D1") for at in range(4)]
    inst = instance(near + far, [stock("only", 20, km=10)])
    code, answer, said = ask(tmp_path, capsys, inst, Wishes(fairness=0.8, lang=lang))
    assert code == 0
    assert not answer["certificate"]["certified"]
    assert [one["why"] for one in answer["under_floor"]] == ["not_held_up"]
    greedy, unfair = said.splitlines()
    assert says in greedy
    assert "80 %" in unfair
    assert "1" in unfair


def test_without_a_solver_a_plan_of_the_city_says_so_too(tmp_path, capsys, no_solver):
    data = {
        "schema": "snapshot/1",
        "now": NOW.isoformat(),
        "snapshot": TypeAdapter(Snapshot).dump_python(
            city(lines=(line(1, quantity=150),), lots=(lot(1),)), mode="json"
        ),
    }
    code, answer, said = ask(tmp_path, capsys, data)
    assert (code, answer["certificate"]["backend"]) == (0, "")
    assert "holds up no floor" in said


@pytest.mark.parametrize("data", [{"schema": "other/1"}, {"schema": "match-instance/1"}, {}])
def test_what_is_no_plannable_file_is_refused_with_two(tmp_path, capsys, data):
    code, answer, said = ask(tmp_path, capsys, data)
    assert (code, answer) == (2, None)
    assert said.startswith("reliefline: ")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[]", "schema"),
        (b"3", "schema"),
        (b'{"schema": []}', "schema"),
        (b'{"schema": "match-instance/1"}', '"needs" is missing'),
        (
            b'{"schema": "snapshot/1", "snapshot": {"lines": [{"line_id": "n1"}]}, "now": 3}',
            "Field required",
        ),
        (b'{"schema": "match-instance/1", "needs": 3}', "not of the kind"),
        (b"\xff\xfe", "UTF-8"),
        (b'{"a', "line 1, column"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_a_faulty_file_is_told_in_one_sentence(tmp_path, capsys, content, says):
    file = tmp_path / "in.json"
    file.write_bytes(content)
    assert print_plan(file, Wishes(explain="n1"), ManualClock(NOW)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert "Error" not in line


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda inst: inst["needs"][0].update(qty=-5), "needs.0.qty"),
        (lambda inst: inst["lots"][0].update(qty=1.5), "lots.0.qty"),
        (lambda inst: inst["lots"][0].update(qty=10**30), "lots.0.qty"),
        (lambda inst: inst["needs"][0].update(lat=float("nan")), "not finite: NaN"),
        (lambda inst: inst["items"][0].update(per_person=0), "items.0.per_person"),
        (lambda inst: inst["params"].update({"lambda": 0}), "params.lambda"),
        (lambda inst: inst["params"].update(speed_kmh=0), "params.speed_kmh"),
        (lambda inst: inst["needs"][1].update(id=inst["needs"][0]["id"]), "two of"),
        (lambda inst: inst.pop("vehicles"), "vehicles: Field required"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_place(tmp_path, capsys, change, says):
    inst = deepcopy(drawn(4))
    change(inst)
    code, answer, said = ask(tmp_path, capsys, inst)
    assert (code, answer, said.count("\n")) == (2, None, 1)
    assert says in said


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(lang="fr"),
        Wishes(fairness=float("nan")),
        Wishes(fairness=7),
        Wishes(time_budget=-1),
        Wishes(time_budget=float("inf")),
        Wishes(explain="nobody"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told_before_planning(tmp_path, capsys, wishes):
    code, answer, said = ask(tmp_path, capsys, drawn(4), wishes)
    assert (code, answer, said.count("\n")) == (2, None, 1)
    assert said.startswith("reliefline: --")


def test_the_sample_can_be_planned(capsys):
    assert print_plan(Path(SAMPLE), Wishes(explain="community-masks"), ManualClock(NOW)) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["lines"]
    assert "50 stay open" in said.err


def test_a_missing_file_is_refused_with_two(tmp_path, capsys):
    assert print_plan(tmp_path / "none.json", Wishes(), ManualClock(NOW)) == 2
    assert "none.json" in capsys.readouterr().err


def test_a_haul_over_the_sea_is_legs_in_the_plan(tmp_path, capsys):
    snapshot = TypeAdapter(Snapshot).dump_python(coast(loads=(crossing(),)), mode="json")
    data = {"schema": "snapshot/1", "now": NOW.isoformat(), "snapshot": snapshot}
    code, answer, _ = ask(tmp_path, capsys, data)
    (haul,) = answer["hauls"]
    assert (code, haul["quantities"]) == (0, {"1": 100})
    legs = [(leg["number"], leg["mode"], leg["to_place_id"]) for leg in haul["legs"]]
    assert legs == [(1, "road", 901), (2, "water", 902), (3, "road", 350)]
    for leg in haul["legs"]:
        assert leg["arrives_h"] == pytest.approx(leg["ready_h"] + leg["wait_h"] + leg["hours"])
