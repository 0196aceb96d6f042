// Puts the page together: phones, map, board, and what crosses between them.

import { Board } from "./board.js";
import { city } from "./city.js";
import { h, icon } from "./dom.js";
import { Lane } from "./lane.js";
import { CityMap } from "./map.js";
import { lotMark, needMark, placeMark, vehicleMark } from "./marks.js";
import { Scenarios } from "./scenarios.js";
import { store } from "./store.js";
import { count, currentLanguage, loadWords, switchLanguage, t } from "./words.js";

const FIGURES = ["needs_critical", "needs_open", "jobs_waiting", "jobs_running", "jobs_done", "drivers"];

/** A need for the legend. */
const SAMPLE = { urgency: "normal", lifecycle: "closed", verification: "verified", covered: 0, arrived: 0 };

/** What phones, map and board may ask of each other. */
const house = {
  roleOf: (address) => city.roleOf(address),
  openLink: (payload) => lane.askNew(payload),
  places: () => (city.map?.places ?? []).map((place) => ({ ...place, label: city.place(place) })),
  showPlace(lat, lon) { tab("city"); map.show(lat, lon); },
  showPhone(address) { tab("phones"); lane.show(address); },
  async pickPlace(phone) {
    const before = document.body.dataset.tab;
    tab("city");
    const point = await map.pick(phone.name);
    tab(before);
    phone.focus();
    return point;
  },
  open(kind, id, fromList = false) {
    if (fromList) map.showThing(`${kind}-${id}`);
    board.open(kind, id);
  },
  read(chat) {
    const last = chat.list().filter((message) => message.from.is_bot).at(-1)?.message_id ?? 0;
    chat.unread = 0;
    sessionStorage.setItem(`read ${store.epoch} ${chat.id}`, last);
    lane.badge(chat);
  },
  count(chat, moved) {
    const known = Number(sessionStorage.getItem(`read ${store.epoch} ${chat.id}`) ?? 0);
    chat.unread += moved.filter((number) => number > known && chat.messages.get(number)?.from.is_bot).length;
  },
};

let lane, map, board, scenarios;

function tab(name) {
  document.body.dataset.tab = name;
  for (const button of document.querySelectorAll("#tabs button")) button.setAttribute("aria-pressed", `${button.dataset.tab === name}`);
}

function drawTabs() {
  const bar = document.getElementById("tabs");
  bar.setAttribute("aria-label", t("tabs.title"));
  bar.replaceChildren(...[["phones", "phone"], ["city", "map"]].map(([name, picture]) =>
    h("button", { type: "button", "data-tab": name, on: { click: () => tab(name) } }, icon(picture), h("span", { text: t(`tabs.${name}`) }))));
  tab(document.body.dataset.tab);
}

function drawTools() {
  const language = document.getElementById("language");
  language.textContent = t("language.other");
  language.title = t("language.switch");
  language.lang = currentLanguage() === "zh" ? "en" : "zh-CN";
  const dark = document.documentElement.dataset.theme === "dark";
  const theme = document.getElementById("theme");
  theme.replaceChildren(icon(dark ? "sun" : "moon"));
  theme.setAttribute("aria-label", t("theme.switch"));
  theme.title = t(dark ? "theme.light" : "theme.dark");
  const state = document.getElementById("link-state");
  state.textContent = t(store.live ? "link.open" : "link.lost");
  state.classList.toggle("live", store.live);
}

function drawFigures() {
  const counts = city.state?.counts ?? {};
  document.getElementById("figures").replaceChildren(...FIGURES.map((name) =>
    h("div", { class: `figure ${name} ${counts[name] ? "some" : ""}` }, h("dt", { text: t(`figures.${name}`) }), h("dd", { text: name in counts ? count(counts[name]) : "–" }))));
}

function drawLegend() {
  const line = (mark) => h("p", {}, h("span", { class: `legend-mark ${mark}`, "aria-hidden": "true" }), h("span", { text: t(`legend.${mark}`) }));
  const marks = (name, ...samples) => h("p", {}, h("span", { class: "sample", "aria-hidden": "true" }, ...samples), h("span", { text: t(`legend.${name}`) }));
  const together = (...lines) => h("div", { class: "legend-together" }, ...lines);
  const legend = document.getElementById("legend");
  legend.replaceChildren(h("summary", { text: t("legend.title") }),
    h("p", { class: "legend-urgency" }, ...["critical", "high", "normal", "low"].map((name) => h("span", { class: `dot ${name}`, text: t(`urgency.${name}`) }))),
    line("unverified"), line("ring"), marks("served", needMark({ ...SAMPLE, close_reason: "served" })), marks("aside", needMark({ ...SAMPLE, close_reason: "false" })),
    marks("lot", lotMark({ free: 1, hold: "none" }), lotMark({ free: 0, hold: "none" })), marks("vehicle", vehicleMark(true), vehicleMark(null)),
    together(line("ahead"), line("travelled")), together(...["hospital", "port", "rail", "airport"].map((kind) => marks(kind, placeMark({ kind })))), line("closure"));
}

function drawWords() {
  drawTabs();
  drawTools();
  drawFigures();
  drawLegend();
}

function switchTheme() {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  drawTools();
}

function listen() {
  document.getElementById("language").addEventListener("click", switchLanguage);
  document.getElementById("theme").addEventListener("click", switchTheme);
  document.addEventListener("language", () => {
    drawWords();
    lane.words();
    map.words();
    board.translate();
    scenarios.draw();
  });
  store.addEventListener("link", drawTools);
  city.addEventListener("change", () => {
    drawFigures();
    map.draw();
    board.draw();
    lane.refresh();
  });
}

async function begin() {
  await loadWords();
  lane = new Lane(house);
  map = new CityMap(house);
  board = new Board(house);
  scenarios = new Scenarios();
  drawWords();
  listen();
  scenarios.open();
  store.open();
  await city.open();
  map.drawLand();
  board.draw();
}

begin();
