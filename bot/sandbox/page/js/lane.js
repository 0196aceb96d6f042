// The phones side by side, and the strip of faces above them that leads to each.

import { addPerson, act } from "./api.js";
import { h, icon, motion } from "./dom.js";
import { Phone, avatar } from "./phone.js";
import { store } from "./store.js";
import { currentLanguage, t } from "./words.js";

const MANY = 12; // with more phones than this, the strip can be searched

export class Lane {
  constructor(house) {
    this.house = house;
    this.phones = new Map();
    this.chips = new Map();
    this.unfolded = false; // whether the phones of exercises that are over are shown
    this.element = document.getElementById("lane");
    this.strip = document.getElementById("strip");
    this.buildStrip();
    this.watch = new IntersectionObserver((entries) => this.watched(entries), { root: this.element, rootMargin: "0px 160px", threshold: 0.01 });
    this.sight = new IntersectionObserver((entries) => this.sighted(entries), { root: this.element, threshold: 0.5 });
    this.tile = h("button", { type: "button", class: "add-tile", on: { click: () => this.askNew("") } }, icon("plus"), h("span"));
    this.element.append(this.tile);
    this.words();
    store.addEventListener("person", ({ detail }) => this.add(detail));
    store.addEventListener("reset", () => this.clear());
    store.addEventListener("chat", ({ detail }) => this.changed(detail));
    document.addEventListener("visibilitychange", () => this.phones.forEach((phone) => phone.read()));
  }

  buildStrip() {
    this.find = h("input", { type: "search", class: "find", placeholder: t("phones.find"), "aria-label": t("phones.find"), hidden: true });
    this.find.addEventListener("input", () => this.arrange());
    this.people = h("div", { class: "people" });
    this.people.addEventListener("keydown", (event) => this.stepped(event));
    this.people.addEventListener("focusin", (event) => this.rove(event.target.closest(".chip")));
    this.people.addEventListener("scroll", () => this.edge(), { passive: true });
    new ResizeObserver(() => this.edge()).observe(this.people);
    new MutationObserver(() => this.edge()).observe(this.people, { childList: true, subtree: true, characterData: true, attributeFilter: ["hidden"] });
    this.adder = h("button", { type: "button", class: "chip add", on: { click: () => this.askNew("") } }, h("span", { class: "avatar" }, icon("plus")), h("span", { class: "chip-name" }));
    this.folder = h("button", { type: "button", class: "chip folder", hidden: true, on: { click: () => this.unfold(!this.unfolded) } }, h("span", { class: "avatar" }), h("span", { class: "chip-name" }));
    this.strip.replaceChildren(this.find, this.people, this.folder, this.adder);
  }

  words() {
    this.strip.setAttribute("aria-label", t("phones.people"));
    this.find.placeholder = t("phones.find");
    this.find.setAttribute("aria-label", t("phones.find"));
    this.adder.querySelector(".chip-name").textContent = t("phones.add");
    this.tile.lastChild.textContent = t("phones.add");
    this.arrange();
    this.chips.forEach((_, id) => this.badge(store.chats.get(id)));
    this.phones.forEach((phone) => { phone.refresh(); if (phone.seen) phone.redraw(); });
  }

  add(chat) {
    const phone = new Phone(chat, this.house);
    this.phones.set(chat.id, phone);
    const after = this.follower(chat);
    this.element.insertBefore(phone.element, after ? this.phones.get(after).element : this.tile);
    this.watch.observe(phone.element);
    this.sight.observe(phone.element);
    const chip = h("button", { type: "button", class: "chip", title: chat.person.first_name, tabindex: this.chips.size ? "-1" : "0", on: { click: () => phone.focus() } },
      avatar(chat), h("span", { class: "chip-name", text: chat.person.first_name }), h("span", { class: "badge", "aria-hidden": "true", hidden: true }), h("span", { class: "hidden" }));
    this.chips.set(chat.id, chip);
    this.people.insertBefore(chip, after ? this.chips.get(after) : null);
    this.arrange();
    if (this.awaited === chat.id) this.greet(phone);
  }

  /** Show or fold the phones of exercises that are over. */
  unfold(unfolded) {
    this.unfolded = unfolded;
    this.arrange();
  }

  /** Which phones are in sight: those of exercises that are over are one line instead, those that
   *  are looked for are all; the keyboard does not go away with a phone. */
  arrange() {
    const shown = (chat) => this.unfolded || !chat.away;
    const chats = [...this.phones.keys()].map((id) => store.chats.get(id));
    const away = chats.filter((chat) => chat.away).length;
    this.find.hidden = chats.filter(shown).length <= MANY;
    if (this.find.hidden) this.find.value = "";
    const wanted = this.find.value.trim().toLowerCase();
    this.drawFolder(away);
    for (const chat of chats) {
      const { element } = this.phones.get(chat.id);
      const chip = this.chips.get(chat.id);
      const held = !shown(chat) && [element, chip].some((each) => each.contains(document.activeElement));
      chip.hidden = !shown(chat) || !chat.person.first_name.toLowerCase().includes(wanted);
      element.hidden = !shown(chat);
      if (held) this.folder.focus();
    }
    if (this.people.querySelector('.chip[tabindex="0"]')?.hidden !== false) this.rove([...this.people.children].find((chip) => !chip.hidden));
  }

  drawFolder(away) {
    this.folder.hidden = away === 0;
    this.folder.title = t(this.unfolded ? "phones.away_fold" : "phones.away_show", { n: away });
    this.folder.setAttribute("aria-expanded", `${this.unfolded}`);
    this.folder.firstChild.textContent = away;
    this.folder.lastChild.textContent = t(this.unfolded ? "phones.fold" : "phones.show");
  }

  /** Who stands behind a new phone: phones in the page's language come first. The address of the first in another, if any. */
  follower(chat) {
    const foreign = (other) => other.person.language_code?.startsWith("zh") !== (currentLanguage() === "zh");
    return foreign(chat) ? undefined : [...this.phones.keys()].find((id) => id !== chat.id && foreign(store.chats.get(id)));
  }

  /** One Tab leads to the faces and one past them, however many there are; arrows go between them. */
  stepped(event) {
    const shown = [...this.people.children].filter((chip) => !chip.hidden);
    const at = shown.indexOf(event.target.closest(".chip"));
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (next === undefined || !shown.length) return;
    event.preventDefault();
    shown[(next + shown.length) % shown.length].focus();
  }

  /** Let the strip fade at an edge while faces are beyond it. A pixel more or less is rounding. */
  edge() {
    const { scrollLeft, clientWidth, scrollWidth } = this.people;
    this.people.classList.toggle("before", scrollLeft > 1);
    this.people.classList.toggle("more", scrollLeft + clientWidth < scrollWidth - 1);
  }

  /** Make this face the one that Tab comes to. */
  rove(chip) {
    if (!chip) return;
    for (const other of this.people.querySelectorAll('.chip[tabindex="0"]')) other.tabIndex = -1;
    chip.tabIndex = 0;
  }

  clear() {
    this.watch.disconnect();
    this.sight.disconnect();
    this.phones.clear();
    this.chips.clear();
    this.element.replaceChildren(this.tile);
    this.people.replaceChildren();
    this.unfold(false);
  }

  watched(entries) {
    for (const entry of entries) {
      this.phones.get(Number(entry.target.dataset.person))?.see(entry.isIntersecting);
    }
  }

  /** Which faces of the strip belong to phones in sight. */
  sighted(entries) {
    for (const entry of entries) {
      this.chips.get(Number(entry.target.dataset.person))?.classList.toggle("seen", entry.isIntersecting);
    }
  }

  changed({ chat, moved, told, quiet }) {
    const phone = this.phones.get(chat.id);
    if (!phone) return;
    if (!quiet && !phone.seen) this.house.count(chat, moved);
    if (phone.element.hidden !== (chat.away && !this.unfolded)) this.arrange();
    phone.update(moved, quiet);
    told.forEach((press) => phone.tell(press));
    this.badge(chat);
  }

  badge(chat) {
    const chip = this.chips.get(chat?.id);
    if (!chip) return;
    const badge = chip.querySelector(".badge");
    badge.hidden = chat.unread === 0;
    badge.textContent = chat.unread > 99 ? "99+" : chat.unread;
    chip.lastChild.textContent = chat.unread ? t("phones.unread", { n: chat.unread }) : "";
    chip.dataset.role = this.house.roleOf(chat.id) ?? "";
  }

  /** The phones' heads again: somebody's role became known. */
  refresh() {
    this.phones.forEach((phone) => phone.refresh());
    store.chats.forEach((chat) => this.badge(chat));
  }

  show(id) {
    if (this.phones.get(id)?.element.hidden) this.unfold(true);
    this.phones.get(id)?.focus();
  }

  /** Bring a new phone into sight, and give it the keyboard if nobody has taken that elsewhere meanwhile. */
  greet(phone) {
    this.awaited = null;
    const chip = this.chips.get(phone.chat.id);
    this.rove(chip);
    requestAnimationFrame(() => {
      if ([document.body, this.asked].includes(document.activeElement)) phone.focus();
      this.people.scrollTo({ left: chip.offsetLeft - this.people.offsetLeft - (this.people.clientWidth - chip.offsetWidth) / 2, behavior: motion() });
    });
  }

  /** Ask for a name and a language, then give that person a phone, perhaps with a link to open. */
  askNew(payload) {
    const dialog = document.getElementById("new-phone");
    this.asked = document.activeElement; // it gets the keyboard back when the dialog closes
    const name = h("input", { type: "text", required: true, maxlength: "40", value: t("new.name_default", { n: [...store.chats.values()].filter((chat) => !chat.away).length + 1 }), autocomplete: "off" });
    const link = h("input", { type: "text", value: payload, autocomplete: "off", pattern: ".*?[A-Za-z0-9_\\-]{0,64}" });
    const spoken = (code, label) => h("label", { class: "radio" }, h("input", { type: "radio", name: "language", value: code, checked: code === currentLanguage() }), h("span", { text: label }));
    const form = h("form", { method: "dialog" },
      h("h2", { id: "new-phone-title", text: t("new.title") }),
      h("label", { class: "labelled" }, h("span", { text: t("new.name") }), name),
      h("fieldset", {}, h("legend", { text: t("new.language") }), spoken("zh", t("new.zh")), spoken("en", t("new.en"))),
      h("label", { class: "labelled" }, h("span", { text: t("new.link") }), link),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "quiet", text: t("new.cancel"), on: { click: () => dialog.close() } }),
        h("button", { class: "big", text: t("new.add") })));
    form.addEventListener("submit", () => this.create(name.value.trim(), new FormData(form).get("language"), link.value.trim()));
    dialog.replaceChildren(form);
    dialog.showModal();
    name.select();
  }

  async create(name, language, link) {
    const person = await addPerson(name, { zh: "zh-hans", en: "en" }[language]);
    const known = this.phones.get(person.id);
    if (known) this.greet(known);
    else this.awaited = person.id;
    const payload = /([A-Za-z0-9_-]{1,64})$/.exec(link)?.[1];
    if (payload) await act(person.id, "start", { payload });
  }
}

