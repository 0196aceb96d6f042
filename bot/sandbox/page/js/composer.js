// What a person types with: a line that grows, and the same line again to mend what they wrote.

import { h, icon, iconButton } from "./dom.js";
import { canEdit, wordsOf } from "./message.js";
import { t } from "./words.js";

const TALLEST = 132; // pixels; after that the line scrolls

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.draft = ""; // what was being written when an older message was taken up
    this.editing = null; // the message that is being mended
    this.attach = iconButton("plus", "", () => phone.sheets.toggle("attach", this.attach));
    this.menu = iconButton("slash", "", () => phone.sheets.toggle("commands", this.menu));
    this.keys = iconButton("keys", "", () => this.showKeys(this.phone.keys.hidden), { hidden: true });
    this.input = h("textarea", { rows: "1", maxlength: "4096", enterkeyhint: "send", autocomplete: "off" });
    this.send = h("button", { class: "icon-button send" }, icon("send"));
    this.old = h("p", { class: "editing-words" });
    this.stop = iconButton("close", "", () => this.leave());
    this.bar = h("div", { class: "editing", hidden: true }, icon("pencil"), h("div", { class: "editing-what" }, h("strong"), this.old), this.stop);
    this.element = h("form", { class: "composer", on: { submit: (event) => { event.preventDefault(); this.submit(); } } },
      this.bar, h("div", { class: "composer-line" }, this.attach, this.menu, this.input, this.keys, this.send));
    this.input.addEventListener("keydown", (event) => this.typed(event));
    this.input.addEventListener("input", () => this.grow());
    this.words();
  }

  /** Its own words, in the language the page is read in. */
  words() {
    const name = (button, key) => { button.setAttribute("aria-label", t(key)); button.title = t(key); };
    name(this.attach, "phone.attach");
    name(this.menu, "phone.commands");
    name(this.keys, "phone.keyboard");
    name(this.stop, "phone.edit_leave");
    name(this.send, this.editing ? "phone.edit_save" : "phone.send");
    this.input.setAttribute("aria-label", t(this.editing ? "phone.edit" : "phone.write"));
    this.input.placeholder = t("phone.write");
    this.bar.querySelector("strong").textContent = t("phone.editing");
  }

  /** New quick replies show; without any there is nothing to fold. */
  offerKeys(some) {
    this.keys.hidden = !some;
    this.showKeys(true);
  }

  showKeys(shown) {
    this.keys.setAttribute("aria-expanded", `${shown}`);
    this.phone.foldKeys(!shown);
  }

  /** Enter sends; not while an input method still composes Chinese, and not with Shift. */
  typed(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.editing) this.leave();
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") this.step(event);
  }

  /** Up in an empty line takes up the newest own message, then the one before it; down goes back. */
  step(event) {
    const untouched = this.editing ? this.input.value === wordsOf(this.editing) : !this.input.value;
    if (!untouched || (event.key === "ArrowDown" && !this.editing)) return;
    const mine = this.phone.chat.list().filter(canEdit);
    const at = this.editing ? mine.findIndex((message) => message.message_id === this.editing.message_id) : mine.length;
    const next = mine[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next && event.key === "ArrowUp") return;
    event.preventDefault();
    if (next) this.edit(next);
    else this.leave();
  }

  /** Take up an own message to mend it. */
  edit(message) {
    if (!this.editing) this.draft = this.input.value;
    this.editing = message;
    this.old.textContent = wordsOf(message);
    this.bar.hidden = false;
    this.fill(wordsOf(message));
    this.phone.mark(message.message_id);
    this.input.focus({ preventScroll: true });
  }

  /** Let it be as it is, and go on with what was being written before. */
  leave() {
    this.editing = null;
    this.bar.hidden = true;
    this.fill(this.draft);
    this.draft = "";
    this.phone.mark(null);
    if (this.element.contains(document.activeElement)) this.input.focus({ preventScroll: true });
  }

  /** The message that is being mended is gone or was mended elsewhere. */
  check() {
    if (this.editing && this.phone.chat.messages.get(this.editing.message_id)?.changed !== this.editing.changed) this.leave();
  }

  fill(text) {
    this.input.value = text;
    this.words();
    this.grow();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, TALLEST)}px`;
  }

  submit() { return this.editing ? this.save() : this.say(); }

  async say() {
    const text = this.input.value;
    if (!text.trim()) return;
    this.fill("");
    this.phone.toEnd();
    if (!(await this.phone.do("say", { text }))) this.fill(text);
  }

  async save() {
    const { editing } = this;
    const text = this.input.value;
    if (text.trim() === wordsOf(editing).trim()) return this.leave();
    if (await this.phone.do("edit", { message_id: editing.message_id, text }) && this.editing === editing) this.leave();
  }
}
