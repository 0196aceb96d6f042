// Scenarios in which simulated people act; nothing is shown where the server has none.

import { Impossible, get, post } from "./api.js";
import { h, icon } from "./dom.js";
import { currentLanguage, t } from "./words.js";

const LOOK = 2000; // ms between two looks at how it runs
const BEAT = 1000; // ms between two minutes told, when the city runs at its fastest
const SPEEDS = [1, 5, 20, 60];
const USUAL = 20;

export class Scenarios {
  constructor() {
    this.element = document.getElementById("scenarios");
    this.found = null;
    this.doing = null; // what was asked for, until the server has said that it is so
    setInterval(() => this.found && this.tellStanding(), BEAT);
  }

  async open() {
    try {
      this.take(await get("city/scenarios"));
    } catch (error) {
      if (error instanceof Impossible && !this.found) return; // this server has none
    }
    if (this.found?.scenarios.length === 0) return;
    this.draw();
    setTimeout(() => this.open(), LOOK);
  }

  take(found) {
    this.found = found;
    this.taken = performance.now();
  }

  /** The controls anew when they are others; what runs on is only written, so that a list that is
   *  open stays open and the keyboard stays where it is. */
  draw() {
    if (!this.found?.scenarios.length) return;
    this.element.hidden = false;
    const { running, scenarios, last, ahead } = this.found;
    this.element.classList.toggle("idle", !running);
    const drawn = JSON.stringify([scenarios, running && [running.name, running.paused, running.speed, this.stops(running)], !running && [last?.facts, this.ended(last), ahead], currentLanguage()]);
    if (this.drawn !== drawn) {
      this.drawn = drawn;
      const held = this.element.contains(document.activeElement) ? document.activeElement.dataset.does : null;
      const typed = this.element.querySelector("[data-does=names]")?.value;
      this.element.setAttribute("aria-label", t("scenario.title"));
      this.element.replaceChildren(...(running ? this.running(running) : this.choices(typed)).filter(Boolean));
      if (held) (this.element.querySelector(`[data-does="${held}"]`) ?? this.element.querySelector("[data-does=toggle], [data-does=start]"))?.focus();
    }
    this.tellStanding();
  }

  tellStanding() {
    const { running, last } = this.found;
    const line = this.element.querySelector(".scenario-now .small");
    const words = running ? this.standing(running) : this.doing ? t("scenario.doing") : this.left(last);
    if (line && line.textContent !== words) line.textContent = line.title = words;
    this.element.classList.toggle("told", Boolean(running || last || this.doing));
  }

  /** Whether people are finishing what they are at. */
  stops(run) { return run.stopping || this.doing === "stop"; }

  choices(chosen) {
    const names = h("select", { "data-does": "names", "aria-label": t("scenario.title") }, ...this.found.scenarios.map((each) =>
      h("option", { value: each.name, selected: each.name === chosen, text: `${this.title(each)} · ${t("scenario.people", { n: each.people })}` })));
    return [this.now(this.ended(this.found.last) ?? t("scenario.title")), this.checks(this.found.last), names, this.speed(USUAL), this.button("start", "play", t("scenario.start"), () =>
      this.tell("start", { name: names.value, speed: Number(this.element.querySelector(".speed").value) }))];
  }

  running(run) {
    const known = this.found.scenarios.find((each) => each.name === run.name);
    const name = this.now(known ? this.title(known) : run.name);
    if (this.stops(run)) return [name, this.button("stop", "close", t("scenario.stop"), () => {}, { "aria-disabled": "true" })]; // it keeps the keyboard
    return [name, this.speed(run.speed, (speed) => this.tell("speed", { speed })),
      this.button("toggle", run.paused ? "play" : "pause", t(run.paused ? "scenario.resume" : "scenario.pause"), () => this.tell("pause", { paused: !run.paused })),
      this.button("stop", "close", t("scenario.stop"), () => this.tell("stop"))];
  }

  now(title) { return h("p", { class: "scenario-now" }, h("strong", { text: title }), h("span", { class: "small" })); }

  /** Which phase, which minute, and the last thing that went wrong. */
  standing(run) {
    const language = currentLanguage();
    const trouble = run.troubles?.at(-1);
    const minutes = run.progress && t("scenario.minutes", { n: this.minute(run), of: Math.round(run.progress.minutes) });
    const does = this.stops(run) ? t("scenario.stopping") : this.doing ? t("scenario.doing") : run.paused ? t("scenario.paused") : run.pace < run.speed ? t("scenario.waits") : null;
    return [minutes, does, run.phase?.[language], trouble && t("scenario.trouble", { who: trouble.who, what: trouble[language] })].filter(Boolean).join(" · ");
  }

  /** The minute it is by now: it goes on between two looks. */
  minute({ progress, pace, stopping }) {
    const since = stopping ? 0 : (performance.now() - this.taken) / 60_000;
    return Math.floor(Math.min(progress.minutes, progress.minute + since * (pace ?? 0)));
  }

  /** How the last one ended, if one did. */
  ended(last) {
    if (!last) return null;
    if (last.fell) return t("scenario.fell");
    const { minute, minutes } = last.progress;
    const known = this.found.scenarios.find((each) => each.name === last.name);
    return t(last.cut_short ? "scenario.cut_short" : "scenario.whole", { name: known ? this.title(known) : last.name, n: Math.floor(minute), of: Math.round(minutes) });
  }

  /** What the last one left to do; while there are no checks that could say so, the clock's lead too. */
  left(last) {
    const needs = last && !last.fell && t(last.progress.needs_open ? "scenario.left" : "scenario.none_left", last.progress);
    const judging = last && !last.fell && last.ok === null && t("scenario.judging");
    return [needs, judging, last?.facts?.length ? null : this.ahead()].filter(Boolean).join(" · ");
  }

  /** That the city's clock is ahead of ours, if practice hastened it. */
  ahead() { return this.found.ahead > 0 ? t("scenario.ahead", { n: this.found.ahead }) : null; }

  /** What was checked at the end of the last one, to be opened; null when there is nothing to say. */
  checks(last) {
    if (!last?.facts?.length) return null;
    const broken = last.facts.filter((fact) => !fact.ok).length;
    const head = broken ? t("scenario.checks_broke", { n: broken, of: last.facts.length }) : t("scenario.checks_held", { n: last.facts.length });
    return h("details", { class: "scenario-checks" },
      h("summary", { class: `tool ${broken ? "broke" : "held"}`, title: head, "data-does": "checks" }, icon(broken ? "close" : "check"), h("span", { text: head })),
      h("ul", {}, ...last.facts.map((fact) => h("li", { class: fact.ok ? "" : "broke", text: `${fact.ok ? "✓" : "✗"} ${fact[currentLanguage()]}` })),
        this.ahead() && h("li", { class: "small", text: this.ahead() })));
  }

  title(scenario) { return scenario[currentLanguage()] ?? scenario.name; }

  speed(now, change = () => {}) {
    const speeds = h("select", { class: "speed", "data-does": "speed", "aria-label": t("scenario.speed") }, ...[...new Set([...SPEEDS, now])].sort((a, b) => a - b).map((speed) =>
      h("option", { value: speed, selected: speed === now, text: `×${speed}` })));
    speeds.addEventListener("change", () => change(Number(speeds.value)));
    return speeds;
  }

  button(does, name, label, press, extra = {}) {
    return h("button", { type: "button", class: "tool", "data-does": does, ...extra, "aria-label": label, title: label, on: { click: press } }, icon(name), h("span", { text: label }));
  }

  async tell(verb, body = {}) {
    this.doing = verb; // said at once: the answer may be a while on its way
    this.draw();
    try {
      this.take(await post(`city/scenarios/${verb}`, body));
    } catch {
      this.take(await get("city/scenarios")); // it ended a moment ago, or another page was faster
    } finally {
      this.doing = null;
    }
    this.draw();
  }
}
