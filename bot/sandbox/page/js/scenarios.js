// Scenarios in which simulated people act; nothing is shown where the server has none.

import { get, post } from "./api.js";
import { h, icon } from "./dom.js";
import { currentLanguage, t } from "./words.js";

const LOOK = 3000; // ms between two looks at how it runs
const SPEEDS = [1, 5, 20, 60];
const USUAL = 20;

export class Scenarios {
  constructor() {
    this.element = document.getElementById("scenarios");
    this.found = null;
  }

  async open() {
    try {
      this.found = await get("city/scenarios");
    } catch {
      return;
    }
    this.element.hidden = !this.found.scenarios.length;
    if (this.element.hidden) return;
    this.draw();
    setTimeout(() => this.open(), LOOK);
  }

  draw() {
    if (!this.found?.scenarios.length) return;
    const drawn = JSON.stringify([this.found, currentLanguage()]);
    if (this.drawn === drawn) return;
    this.drawn = drawn;
    this.element.setAttribute("aria-label", t("scenario.title"));
    this.element.replaceChildren(...(this.found.running ? this.running(this.found.running) : this.choices()));
  }

  choices() {
    const names = h("select", { "aria-label": t("scenario.title") }, ...this.found.scenarios.map((each) =>
      h("option", { value: each.name, text: `${this.title(each)} · ${t("scenario.people", { n: each.people })}` })));
    return [h("p", { class: "scenario-now" }, h("strong", { text: t("scenario.title") }), this.ended()), names, this.speed(USUAL), this.button("play", t("scenario.start"), () =>
      this.tell("start", { name: names.value, speed: Number(this.element.querySelector(".speed").value) }))];
  }

  running(run) {
    const known = this.found.scenarios.find((each) => each.name === run.name);
    return [h("p", { class: "scenario-now" }, h("strong", { text: known ? this.title(known) : run.name }), h("span", { class: "small", text: this.standing(run) })), this.speed(run.speed, (speed) => this.tell("speed", { speed })),
      this.button(run.paused ? "play" : "pause", t(run.paused ? "scenario.resume" : "scenario.pause"), () => this.tell("pause", { paused: !run.paused })),
      this.button("close", t("scenario.stop"), () => this.tell("stop"))];
  }

  /** Which phase, which minute, and the last thing that went wrong. */
  standing(run) {
    const language = currentLanguage();
    const trouble = run.troubles?.at(-1);
    const minutes = run.progress && t("scenario.minutes", { n: Math.round(run.progress.minute), of: Math.round(run.progress.minutes) });
    return [run.phase?.[language], minutes, trouble && `${trouble.who}: ${trouble[language]}`].filter(Boolean).join(" · ");
  }

  /** How the last one ended, if one did. */
  ended() {
    const last = this.found.last;
    return last && last.ok !== null ? h("span", { class: "small", text: t(last.ok ? "scenario.held" : "scenario.broke") }) : "";
  }

  title(scenario) { return scenario[currentLanguage()] ?? scenario.name; }

  speed(now, change = () => {}) {
    const speeds = h("select", { class: "speed", "aria-label": t("scenario.speed") }, ...[...new Set([...SPEEDS, now])].sort((a, b) => a - b).map((speed) =>
      h("option", { value: speed, selected: speed === now, text: `×${speed}` })));
    speeds.addEventListener("change", () => change(Number(speeds.value)));
    return speeds;
  }

  button(name, label, press) {
    return h("button", { type: "button", class: "tool", "aria-label": label, title: label, on: { click: press } }, icon(name), h("span", { text: label }));
  }

  async tell(verb, body = {}) {
    try {
      this.found = await post(`city/scenarios/${verb}`, body);
    } catch {
      this.found = await get("city/scenarios"); // it ended a moment ago, or another page was faster
    }
    this.draw();
  }
}
