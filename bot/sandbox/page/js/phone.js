// One phone: its head, its chat, what it types with. Drawn only while somebody can see it.

import { act } from "./api.js";
import { Composer } from "./composer.js";
import { h, iconButton, motion } from "./dom.js";
import { bubble, showSpinners } from "./message.js";
import { SHOWN, store } from "./store.js";
import { Sheets } from "./sheets.js";
import { t, says } from "./words.js";

const TOAST_LIFE = 4500;
const NEAR = 80; // pixels from the end that still count as reading the newest

export class Phone {
  constructor(chat, house) {
    this.chat = chat;
    this.house = house;
    this.seen = false;
    this.starting = false; // Start was pressed, and the bot has not heard of it yet
    this.acts = Promise.resolve(true);
    this.shown = SHOWN;
    this.bubbles = new Map();
    this.hands = {
      press: (message, data) => this.press(message, data),
      link: (payload) => house.openLink(payload),
      command: (text) => this.do("say", { text }),
      place: (lat, lon, name) => house.showPlace(lat, lon, name),
      edit: (message) => this.edit(message),
    };
    this.sheets = new Sheets(this);
    this.composer = new Composer(this);
    this.build();
    this.refresh();
  }

  get name() { return this.chat.person.first_name; }

  /** What its owner reads, whatever the page is read in. */
  get language() { return (this.chat.person.language_code ?? "").startsWith("zh") ? "zh" : "en"; }

  get started() { return this.chat.started || this.starting; }

  build() {
    const title = `phone-${this.chat.id}`;
    this.about = h("p", { class: "phone-about" });
    this.log = h("div", { class: "chat", role: "log", tabindex: "0", "aria-live": "off" });
    this.newest = iconButton("down", t("phone.newest"), () => this.toEnd(true), { class: "newest", hidden: true });
    this.toasts = h("div", { class: "toasts", role: "status" });
    this.keys = h("div", { class: "keys", role: "group" });
    this.foot = h("div", { class: "phone-foot" });
    this.more = iconButton("more", "", () => this.sheets.toggle("more", this.more));
    this.title = h("h3", { id: title, text: this.name });
    this.element = h("article", { class: "phone", tabindex: "-1", "aria-labelledby": title, "data-person": this.chat.id },
      h("header", { class: "phone-head" }, avatar(this.chat), h("div", { class: "who" }, this.title, this.about), this.more),
      h("div", { class: "glass" }, this.log, this.newest, this.toasts), this.keys, this.foot, this.sheets.element);
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.log.addEventListener("load", () => this.newest.hidden && this.toEnd(), true); // a picture takes more room than it had
    this.element.addEventListener("keydown", (event) => this.typed(event));
    this.element.addEventListener("focusin", () => this.log.setAttribute("aria-live", "polite"));
    this.element.addEventListener("focusout", () => this.log.setAttribute("aria-live", "off"));
  }

  /** Everything whose words or state may have changed, except the messages. */
  refresh() {
    const { chat } = this;
    const role = this.house.roleOf(chat.id);
    const language = { zh: "中文", en: "English" }[this.language];
    const state = chat.blocked ? t("phone.blocked") : role && says(`role.${role}`) ? t(`role.${role}`) : t("phone.nobody");
    this.about.textContent = `${state} · ${language}`;
    this.element.classList.toggle("blocked", chat.blocked);
    this.element.dataset.role = role ?? "";
    this.log.lang = this.language === "zh" ? "zh-CN" : "en";
    this.log.setAttribute("aria-label", t("phone.chat", { name: this.name }));
    this.more.setAttribute("aria-label", t("phone.more", { name: this.name }));
    this.more.title = t("phone.more", { name: this.name });
    this.keys.setAttribute("aria-label", t("phone.keyboard"));
    this.newest.setAttribute("aria-label", t("phone.newest"));
    this.drawKeys();
    this.drawFoot();
  }

  /** What is typed anywhere on the phone goes into its line: nobody has to find it first. */
  typed(event) {
    const writes = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!writes || this.sheets.shown || !this.composer.element.isConnected || event.target.matches("input, select, textarea")) return;
    this.composer.input.focus({ preventScroll: true });
  }

  /** Somebody looks, or looks away. */
  see(seen) {
    if (this.seen === seen) return;
    this.seen = seen;
    this.element.classList.toggle("asleep", !seen);
    if (!seen) return this.sleep();
    this.read();
    this.redraw();
    if (!this.chat.loaded) store.load(this.chat, SHOWN).catch(() => setTimeout(() => { this.seen = false; this.see(true); }, 1000));
  }

  sleep() {
    this.bubbles.clear();
    this.log.replaceChildren();
  }

  read() {
    if (this.seen && document.visibilityState === "visible") this.house.read(this.chat);
  }

  /** All messages anew. */
  redraw() {
    this.bubbles.clear();
    this.keeping(() => this.log.replaceChildren(), this.log);
    this.update([], true);
    this.toEnd();
  }

  /** What changed in the chat; `moved` are the numbers of messages that are new or other. */
  update(moved, quiet) {
    this.refresh();
    if (!this.seen) return;
    this.read();
    const atEnd = this.isAtEnd();
    const list = this.chat.list().slice(-this.shown);
    const wanted = new Set(list.map((message) => message.message_id));
    for (const [number, element] of this.bubbles) {
      if (!wanted.has(number)) { this.keeping(() => element.remove(), this.log); this.bubbles.delete(number); }
    }
    let before = null;
    for (const message of list.toReversed()) before = this.place(message, before, moved, quiet);
    this.composer.check();
    this.drawEnds(list);
    if (atEnd) this.toEnd();
    else if (!quiet && moved.length) this.newest.classList.add("news");
  }

  /** Put one message where it belongs, drawn anew if it changed; its element. */
  place(message, before, moved, quiet) {
    const number = message.message_id;
    const old = this.bubbles.get(number);
    if (old && old.dataset.changed === `${message.changed}`) {
      showSpinners(old, this.chat);
      return old;
    }
    const element = bubble(message, this.chat, this.hands);
    element.dataset.changed = message.changed;
    if (old) {
      const at = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
      old.replaceWith(element);
      if (at >= 0) (element.querySelectorAll("button, a")[at] ?? this.log).focus({ preventScroll: true });
    } else this.log.insertBefore(element, before);
    if (!quiet && moved.includes(number)) element.classList.add(old ? "flash" : "fresh");
    this.bubbles.set(number, element);
    return element;
  }

  /** What stands above the first message: more of them, or what this bot is for. */
  drawEnds(list) {
    this.log.querySelector(".log-head")?.remove();
    const more = this.chat.messages.size > list.length || (this.chat.loaded && !this.chat.whole);
    if (more) this.log.prepend(h("button", { type: "button", class: "log-head earlier", text: t("phone.earlier"), on: { click: () => this.earlier() } }));
    else if (!this.chat.started && this.chat.about) {
      this.log.prepend(h("div", { class: "log-head intro" }, h("strong", { text: t("phone.about", {}, this.language) }), h("p", { text: this.chat.about })));
    }
  }

  async earlier() {
    const height = this.log.scrollHeight - this.log.scrollTop;
    this.shown += SHOWN;
    await store.load(this.chat, this.shown);
    this.log.scrollTop = this.log.scrollHeight - height;
  }

  drawKeys() {
    const rows = this.chat.blocked || !this.started ? [] : this.chat.keyboard?.keyboard ?? [];
    const drawn = JSON.stringify(rows);
    if (this.keysDrawn === drawn) return;
    this.keysDrawn = drawn;
    this.keys.classList.toggle("single", rows.length > 2 && rows.every((row) => row.length === 1));
    this.composer.offerKeys(rows.length > 0);
    this.keeping(() => this.keys.replaceChildren(...rows.map((row) => h("div", { class: "button-row" }, ...row.map((key) => this.key(key))))));
    if (this.seen && this.isAtEnd()) requestAnimationFrame(() => this.toEnd());
  }

  /** Put the quick replies away, or bring them back, as the button beside the line does at Telegram. */
  foldKeys(folded) {
    this.keys.hidden = folded;
    if (this.newest.hidden) requestAnimationFrame(() => this.toEnd());
  }

  key(button) {
    const text = typeof button === "string" ? button : button.text;
    let press = () => this.do("tap", { text });
    if (button.request_location) press = () => this.sheets.open("place");
    if (button.request_contact) press = () => this.sheets.open("contact");
    return h("button", { type: "button", class: `key ${button.style ?? ""}`, on: { click: press } }, h("span", { text }));
  }

  drawFoot() {
    const form = this.chat.blocked ? "blocked" : this.started ? "open" : "closed";
    if (this.footDrawn === form + t("phone.write")) return;
    this.footDrawn = form + t("phone.write");
    this.composer.words();
    const foot = { blocked: () => big(t("phone.unblock"), () => this.do("unblock")), closed: () => big(t("phone.start"), () => this.start()), open: () => this.composer.element };
    this.keeping(() => this.foot.replaceChildren(foot[form]()));
  }

  /** Draw; if that takes away what has the keyboard, the keyboard goes to `heir`, or to where one types. */
  keeping(draw, heir) {
    const held = this.element.contains(document.activeElement) ? document.activeElement : null;
    draw();
    if (held && !this.element.contains(document.activeElement)) (heir ?? this.line()).focus({ preventScroll: true });
  }

  /** Where one types; with a finger the phone itself, for the line would bring up a keyboard over half of the screen. */
  line() { return this.composer.element.isConnected && !matchMedia("(pointer: coarse)").matches ? this.composer.input : this.element; }

  /** Begin: one can type at once, whatever the network does meanwhile. */
  async start() {
    this.starting = true;
    this.refresh();
    this.starting = await this.do("start");
    this.refresh();
  }

  /** Take up an own message to mend it. */
  edit(message) {
    if (this.chat.blocked) return;
    this.sheets.close(false);
    this.composer.edit(message);
  }

  /** Show which message is being mended. */
  mark(number) {
    this.log.querySelector(".message.mending")?.classList.remove("mending");
    const element = this.bubbles.get(number);
    element?.classList.add("mending");
    element?.scrollIntoView({ block: "nearest" });
  }

  /** Press an inline button; it spins until the bot answers. */
  press(message, data) {
    return this.do("press", { button: data, message_id: message.message_id });
  }

  /** Let the person act, one thing after the other; false, and a toast, when the phone cannot. */
  do(name, body = {}) {
    this.acts = this.acts.then(() => this.act(name, body));
    return this.acts;
  }

  async act(name, body) {
    try {
      await act(this.chat.id, name, body);
      return true;
    } catch (error) {
      this.toast(t("phone.failed", { why: error.message }), true);
      return false;
    }
  }

  /** What the bot answers to a press. */
  tell(press) {
    if (press.alert) this.sheets.alert(press.text);
    else this.toast(press.text);
  }

  toast(text, trouble = false) {
    const toast = h("p", { class: `toast ${trouble ? "trouble" : ""}`, text });
    this.toasts.replaceChildren(toast);
    setTimeout(() => toast.remove(), TOAST_LIFE);
  }

  isAtEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR; }

  toEnd(smooth = false) {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth ? motion() : "instant" });
    this.newest.classList.remove("news");
  }

  scrolled() { this.newest.hidden = this.isAtEnd(); }

  /** Bring it into sight and give it the keyboard. */
  focus() {
    this.element.scrollIntoView({ inline: "start", block: "nearest", behavior: motion() });
    this.element.focus({ preventScroll: true });
  }
}

const big = (text, press) => h("button", { type: "button", class: "big", text, on: { click: press } });

/** A coloured letter for a face. */
export function avatar(chat) {
  return h("span", { class: "avatar", "aria-hidden": "true", "data-hue": chat.id % 8, text: [...chat.person.first_name][0] ?? "?" });
}

