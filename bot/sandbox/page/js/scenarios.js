// Scenarios in which simulated people act; nothing is shown where the server has none.

import { Impossible, get, post } from "./api.js";
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
    } catch (error) {
      if (error instanceof Impossible && !this.found) return; // this server has none
    }
    if (this.found?.scenarios.length === 0) return;
    this.draw();
    setTimeout(() => this.open(), LOOK);
  }

  /** The controls anew when they are others; what runs on is only written, so that a list that is
   *  open stays open and the keyboard stays where it is. */
  draw() {
    if (!this.found?.scenarios.length) return;
    this.element.hidden = false;
    const { running, scenarios } = this.found;
    this.element.classList.toggle("idle", !running);
    const drawn = JSON.stringify([scenarios, running && [running.name, running.paused, running.speed], currentLanguage()]);
    if (this.drawn !== drawn) {
      this.drawn = drawn;
      const held = this.element.contains(document.activeElement) ? document.activeElement.dataset.does : null;
      const typed = this.element.querySelector("[data-does=names]")?.value;
      this.element.setAttribute("aria-label", t("scenario.title"));
      this.element.replaceChildren(...(running ? this.running(running) : this.choices(typed)));
      if (held) (this.element.querySelector(`[data-does="${held}"]`) ?? this.element.querySelector("[data-does=toggle], [data-does=start]")).focus();
    }
    this.element.querySelector(".scenario-now .small").textContent = running ? this.standing(running) : this.ended();
  }

  choices(chosen) {
    const names = h("select", { "data-does": "names", "aria-label": t("scenario.title") }, ...this.found.scenarios.map((each) =>
      h("option", { value: each.name, selected: each.name === chosen, text: `${this.title(each)} · ${t("scenario.people", { n: each.people })}` })));
    return [this.now(t("scenario.title")), names, this.speed(USUAL), this.button("start", "play", t("scenario.start"), () =>
      this.tell("start", { name: names.value, speed: Number(this.element.querySelector(".speed").value) }))];
  }

  running(run) {
    const known = this.found.scenarios.find((each) => each.name === run.name);
    return [this.now(known ? this.title(known) : run.name), this.speed(run.speed, (speed) => this.tell("speed", { speed })),
      this.button("toggle", run.paused ? "play" : "pause", t(run.paused ? "scenario.resume" : "scenario.pause"), () => this.tell("pause", { paused: !run.paused })),
      this.button("stop", "close", t("scenario.stop"), () => this.tell("stop"))];
  }

  now(title) { return h("p", { class: "scenario-now" }, h("strong", { text: title }), h("span", { class: "small" })); }

  /** Which phase, which minute, and the last thing that went wrong. */
  standing(run) {
    const language = currentLanguage();
    const trouble = run.troubles?.at(-1);
    const minutes = run.progress && t("scenario.minutes", { n: Math.round(run.progress.minute), of: Math.round(run.progress.minutes) });
    return [run.phase?.[language], minutes, trouble && t("scenario.trouble", { who: trouble.who, what: trouble[language] })].filter(Boolean).join(" · ");
  }

  /** How the last one ended, if one did. */
  ended() {
    const last = this.found.last;
    return last && last.ok !== null ? t(last.ok ? "scenario.held" : "scenario.broke") : "";
  }

  title(scenario) { return scenario[currentLanguage()] ?? scenario.name; }

  speed(now, change = () => {}) {
    const speeds = h("select", { class: "speed", "data-does": "speed", "aria-label": t("scenario.speed") }, ...[...new Set([...SPEEDS, now])].sort((a, b) => a - b).map((speed) =>
      h("option", { value: speed, selected: speed === now, text: `×${speed}` })));
    speeds.addEventListener("change", () => change(Number(speeds.value)));
    return speeds;
  }

  button(does, name, label, press) {
    return h("button", { type: "button", class: "tool", "data-does": does, "aria-label": label, title: label, on: { click: press } }, icon(name), h("span", { text: label }));
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
