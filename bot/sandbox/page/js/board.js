// Below the map: the same things as lists, and one of them as a card with its why.

import { city } from "./city.js";
import { h, icon } from "./dom.js";
import { lotMark, lotName, needMark, needName, placeMark, vehicleMark, vehicleName } from "./marks.js";
import { jobOf } from "./route.js";
import { clock, count, currentLanguage, t } from "./words.js";

const URGENCY = ["critical", "high", "normal", "low"];
const LISTS = ["needs", "vehicles", "lots", "closures"];

export class Board {
  constructor(house) {
    this.house = house;
    this.element = document.getElementById("board");
    this.list = "needs";
    this.subject = null;
  }

  /** Show the card of one thing. */
  open(kind, id) {
    this.subject = [kind, id];
    this.words = null;
    this.drawn = "";
    this.draw();
    this.element.querySelector(".card")?.focus({ preventScroll: true });
    this.element.scrollTop = 0;
  }

  close() {
    this.subject = null;
    this.drawn = "";
    this.draw();
    this.element.querySelector("[aria-selected=true]")?.focus({ preventScroll: true });
  }

  /** Language changed: nothing drawn is right any more. */
  translate() {
    this.words = null;
    this.drawn = "";
    this.draw();
  }

  draw() {
    if (city.gone) return this.show("gone", h("p", { class: "empty", role: "status", text: t("city.gone") }));
    if (!city.state) return;
    if (this.subject) return this.drawCard(...this.subject);
    const rows = this.rows(this.list);
    this.show(JSON.stringify([this.list, currentLanguage(), rows, city.state]), this.tabs(), h("div", { class: "rows", role: "tabpanel", "aria-label": t(`board.${this.list}`) },
      ...rows.map((row) => this.row(row)),
      rows.length ? null : h("p", { class: "empty", text: t(`board.none_${this.list}`) })));
  }

  /** Put it there unless it is there already: a list must not lose focus and scroll for nothing. */
  show(drawn, ...children) {
    if (this.drawn === drawn) return;
    const focused = this.element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const scroll = this.element.querySelector(".rows")?.scrollTop ?? 0;
    this.drawn = drawn;
    this.element.replaceChildren(...children);
    const rows = this.element.querySelector(".rows");
    if (rows) rows.scrollTop = scroll;
    if (focused) this.element.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }

  tabs() {
    const counts = { needs: this.openNeeds().length, vehicles: city.state.vehicles.length, lots: city.state.lots.length, closures: city.state.closures.length };
    const tabs = h("div", { class: "board-tabs", role: "tablist", "aria-label": t("city.title") }, ...LISTS.map((name) =>
      h("button", {
        type: "button", role: "tab", "data-key": `tab-${name}`, "aria-selected": `${name === this.list}`, tabindex: name === this.list ? "0" : "-1",
        on: { click: () => this.choose(name) },
      }, h("span", { text: t(`board.${name}`) }), h("span", { class: "count", text: counts[name] }))));
    tabs.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) this.choose(LISTS[(LISTS.indexOf(this.list) + step + LISTS.length) % LISTS.length], true);
    });
    return tabs;
  }

  choose(name, focus = false) {
    this.list = name;
    this.draw();
    if (focus) this.element.querySelector("[aria-selected=true]").focus();
  }

  openNeeds() { return city.state.needs.filter((need) => need.lifecycle !== "closed"); }

  rows(list) {
    const { needs, vehicles, lots, closures, jobs } = city.state;
    const rank = (need) => (need.lifecycle === "closed" ? 10 : 0) + URGENCY.indexOf(need.urgency);
    if (list === "needs") return needs.toSorted((a, b) => rank(a) - rank(b) || a.need_id - b.need_id).map((need) => ["need", need.need_id, needMark(need), needName(need), this.needFacts(need), need]);
    if (list === "vehicles") return vehicles.map((vehicle) => ["vehicle", vehicle.shift_id, vehicleMark(jobOf(vehicle, jobs)), vehicleName(vehicle), this.vehicleFacts(vehicle)]);
    if (list === "lots") return lots.map((lot) => ["lot", lot.lot_id, lotMark(lot), lotName(lot), this.lotFacts(lot)]);
    return closures.map((closure) => ["closure", closure.closure_id, h("div", { class: "mark closure" }, h("span", { text: "✕" })), this.closureName(closure), this.closureFacts(closure)]);
  }

  row([kind, id, mark, name, facts, need]) {
    return h("button", { type: "button", class: "row", "data-key": `${kind}-${id}`, on: { click: () => this.house.open(kind, id, true) } },
      h("span", { class: "row-mark" }, mark),
      h("span", { class: "row-words" }, h("span", { class: "row-name", text: name }), h("span", { class: "row-facts" }, ...facts.map((fact) => h("span", { text: fact })))),
      need ? meter(need) : null);
  }

  needFacts(need) {
    const state = need.lifecycle === "open" ? t(`verification.${need.verification}`) : t(`lifecycle.${need.lifecycle}`);
    return [t(`urgency.${need.urgency}`), city.district(need.spot.district), state, need.code, ...(need.drill ? [t("board.drill")] : [])];
  }

  vehicleFacts(vehicle) {
    const job = jobOf(vehicle, city.state.jobs);
    return [job ? t("board.working", { n: job.job_id }) : t("board.idle"), city.district(vehicle.spot.district)];
  }

  lotFacts(lot) {
    const key = lot.quantity_kind === "estimate" ? "board.free_about" : "board.free";
    const free = t(key, { n: city.amount(lot.item_code, lot.free, count) });
    return [lot.supplier, city.district(lot.spot.district), lot.hold === "none" ? free : t(`hold.${lot.hold}`)];
  }

  closureName(closure) {
    if (closure.title) return closure.title;
    return closure.district_a ? t("board.whole", { a: city.district(closure.district_a), b: city.district(closure.district_b) }) : t("board.closures");
  }

  closureFacts(closure) {
    return [closure.ends_at ? t("board.until", { at: clock(closure.ends_at) }) : t("board.open_end")];
  }

  drawCard(kind, id) {
    const card = this[`${kind}Card`](id);
    if (!card) return this.close();
    const { mark, name, facts, needs, person, ask } = card;
    this.ask(ask);
    const drawn = JSON.stringify([kind, id, currentLanguage(), name, facts, this.words, needs ?? "", card.need ?? ""]);
    const address = person && city.phoneOf(person);
    this.show(drawn,
      h("div", { class: "card-bar" },
        h("button", { type: "button", class: "quiet back", "data-key": "back", on: { click: () => this.close() } }, icon("back"), h("span", { text: t("board.back") })),
        address ? h("button", { type: "button", class: "quiet", "data-key": "phone", on: { click: () => this.house.showPhone(address) } }, icon("phone"), h("span", { text: t("board.phone") })) : null),
      h("article", { class: "card", tabindex: "-1", "aria-label": name },
        h("header", {}, mark ? h("span", { class: "row-mark" }, mark) : null, h("div", {}, h("h3", { text: name }), h("p", { class: "row-facts" }, ...facts.map((fact) => h("span", { text: fact }))))),
        card.need ? meter(card.need, true) : null,
        ...this.text(),
        ...(needs ?? []).map((need) => this.row(["need", need.need_id, needMark(need), needName(need), this.needFacts(need), need]))));
  }

  /** Fetch the words of a card, again whenever the city changed. */
  async ask(ask) {
    const wanted = ask && JSON.stringify([ask, currentLanguage(), city.state.now]);
    if (!ask || this.asked === wanted) return;
    this.asked = wanted;
    const subject = JSON.stringify(this.subject);
    const words = await city.card(...ask).catch(() => null);
    if (subject !== JSON.stringify(this.subject) || JSON.stringify(words) === JSON.stringify(this.words)) return;
    this.words = words;
    this.draw();
  }

  /** The card's words line by line; its why comes first and stands apart. */
  text() {
    if (!this.words) return [];
    const bold = new Set(this.words.entities.map(({ offset, length }) => this.words.text.slice(offset, offset + length)));
    const isWhy = (line) => line.startsWith(t("board.why").trim());
    const lines = this.words.text.split("\n").slice(this.subject[0] === "need" ? 1 : 0).filter((line) => line.trim() && !/^[▓░]+/.test(line));
    return [...lines.filter(isWhy), ...lines.filter((line) => !isWhy(line))].map((line) =>
      h("p", { class: isWhy(line) ? "why" : bold.has(line) ? "strong" : "", text: line }));
  }

  needCard(id) {
    const need = city.state.needs.find((each) => each.need_id === id);
    return need && { mark: needMark(need), name: needName(need), facts: this.needFacts(need), person: need.person_id, ask: ["need", id], need };
  }

  lotCard(id) {
    const lot = city.state.lots.find((each) => each.lot_id === id);
    return lot && { mark: lotMark(lot), name: lotName(lot), facts: this.lotFacts(lot), person: lot.person_id, ask: ["lot", id] };
  }

  vehicleCard(id) {
    const vehicle = city.state.vehicles.find((each) => each.shift_id === id);
    if (!vehicle) return null;
    const job = jobOf(vehicle, city.state.jobs);
    if (!job) this.words = null;
    const seen = vehicle.located_at ? [t("board.seen", { at: clock(vehicle.located_at) })] : [];
    return { mark: vehicleMark(job), name: vehicleName(vehicle), facts: [...this.vehicleFacts(vehicle), ...seen], person: vehicle.person_id, ask: job && ["job", job.job_id] };
  }

  closureCard(id) {
    const closure = city.state.closures.find((each) => each.closure_id === id);
    return closure && { name: this.closureName(closure), facts: this.closureFacts(closure) };
  }

  placeCard(name) {
    const place = city.map.places.find((each) => each.name === name);
    const near = this.openNeeds().filter((need) => Math.abs(need.spot.lat - place.lat) < 0.002 && Math.abs(need.spot.lon - place.lon) < 0.002);
    return { mark: placeMark(place), name: city.place(place), facts: [t(place.kind === "hospital" ? "board.hospital" : "board.place"), city.district(place.district)], needs: near };
  }

  districtCard(name) {
    const needs = this.openNeeds().filter((need) => need.spot.district === name);
    return { name: city.district(name), facts: [t("board.district"), t("board.district_needs", { n: needs.length })], needs };
  }
}

/** A bar of what is secured and what has arrived. */
function meter(need, worded = false) {
  const words = t("board.progress", { covered: t("board.covered", { n: need.covered }), arrived: t("board.arrived", { n: need.arrived }) });
  const bar = h("span", { class: "meter", role: "img", "aria-label": words }, h("span", { class: "meter-covered" }), h("span", { class: "meter-arrived" }));
  bar.children[0].style.width = `${need.covered}%`;
  bar.children[1].style.width = `${need.arrived}%`;
  return worded ? h("div", { class: "metered" }, bar, h("span", { class: "small", text: words })) : bar;
}

