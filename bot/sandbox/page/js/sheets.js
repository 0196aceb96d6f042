// What slides up over a phone: places, number, photos, commands, links, and alerts.

import { h, icon, iconButton } from "./dom.js";
import { samplePhoto } from "./sample.js";
import { t } from "./words.js";

const POINT = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;
const PAYLOAD = /(?:start=)?([A-Za-z0-9_-]{1,64})\s*$/;
const LARGEST = 10_000_000; // bytes of a photo, as at Telegram

export class Sheets {
  constructor(phone) {
    this.phone = phone;
    this.shown = null;
    this.element = h("div", { class: "phone-sheet", hidden: true, role: "dialog", "aria-modal": "false" });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); this.close(); }
    });
  }

  toggle(name, opener) {
    if (this.shown === name) this.close();
    else this.open(name, opener);
  }

  /** Show one sheet; the keyboard goes to its first control, and back when it closes. */
  open(name, opener = document.activeElement) {
    this.close(false);
    const [title, ...parts] = this[name]();
    this.fill(name, title, parts);
    this.opener = opener;
    opener?.setAttribute("aria-expanded", "true");
    this.element.querySelector(".sheet-body button, .sheet-body input, .sheet-body select")?.focus({ preventScroll: true });
  }

  fill(name, title, parts) {
    this.shown = name;
    this.element.setAttribute("aria-label", title);
    this.element.replaceChildren(
      h("div", { class: "sheet-head" }, h("strong", { text: title }), iconButton("close", t("sheet.close"), () => this.close())),
      h("div", { class: "sheet-body" }, ...parts));
    this.element.hidden = false;
  }

  close(back = true) {
    if (!this.shown) return;
    this.shown = null;
    this.element.hidden = true;
    this.element.setAttribute("role", "dialog");
    this.element.replaceChildren();
    this.opener?.removeAttribute("aria-expanded");
    if (back && this.opener?.isConnected) this.opener.focus({ preventScroll: true });
    this.opener = null;
  }

  /** Close, then let the person act. */
  async act(name, body) {
    this.close();
    await this.phone.do(name, body);
  }

  /** An answer to a press that waits to be read. */
  alert(text) {
    const opener = this.phone.element.contains(document.activeElement) ? document.activeElement : null;
    this.close(false);
    this.fill("alert", t("phone.bot"), [
      h("p", { class: "alert-words", text }),
      h("button", { type: "button", class: "big", text: t("phone.alert_ok"), on: { click: () => this.close() } })]);
    this.element.setAttribute("role", "alertdialog");
    this.opener = opener;
    if (opener) this.element.querySelector(".big").focus({ preventScroll: true });
  }

  attach() {
    return [t("phone.attach"), ...this.placeParts(), ...this.contactParts(), ...this.photoParts()];
  }

  place() { return [t("phone.location"), ...this.placeParts()]; }

  contact() { return [t("phone.contact"), ...this.contactParts()]; }

  more() {
    const { chat } = this.phone;
    const block = chat.blocked ? "unblock" : "block";
    return [t("phone.more", { name: this.phone.name }), this.linkPart(),
      choice(chat.blocked ? "check" : "stop", t(`sheet.${block}`), () => this.act(block))];
  }

  commands() {
    const listed = this.phone.chat.commands.map(({ command, description }) =>
      h("button", { type: "button", class: "choice command", on: { click: () => this.act("say", { text: `/${command}` }) } },
        h("span", { class: "command-name", text: `/${command}` }), h("span", { text: description })));
    return [t("phone.commands"), ...listed];
  }

  placeParts() {
    const places = this.phone.house.places();
    const known = h("select", { "aria-label": t("sheet.place") }, h("option", { value: "", text: t("sheet.place") }),
      ...places.map((place, index) => h("option", { value: index, text: place.label })));
    known.addEventListener("change", () => known.value !== "" && this.share(places[known.value].lat, places[known.value].lon));
    const typed = field("pin", t("sheet.point"), t("sheet.point_hint"), (value) => {
      const found = POINT.exec(value);
      if (!found || Math.abs(found[1]) > 90 || Math.abs(found[2]) > 180) return t("sheet.point_wrong");
      this.share(Number(found[1]), Number(found[2]));
      return "";
    }, t("sheet.share"));
    return [choice("map", t("sheet.pick"), () => this.pick()), h("div", { class: "field" }, icon("home"), known), typed];
  }

  share(lat, lon) { return this.act("share_location", { lat, lon }); }

  async pick() {
    this.close();
    const point = await this.phone.house.pickPlace(this.phone);
    if (point) await this.phone.do("share_location", { lat: point.lat, lon: point.lon });
  }

  contactParts() {
    const own = `139${`${this.phone.chat.id}`.slice(-4)}0000`.padEnd(11, "0").slice(0, 11);
    return [field("call", t("sheet.contact"), t("sheet.contact_hint"), (value) => {
      if (!value.trim()) return t("sheet.contact_hint");
      this.act("share_contact", { phone: value.trim() });
      return "";
    }, t("sheet.share"), own)];
  }

  linkPart() {
    return field("link", t("sheet.link"), t("sheet.link_hint"), (value) => {
      const found = PAYLOAD.exec(value);
      if (!found) return t("sheet.link_wrong");
      this.act("start", { payload: found[1] });
      return "";
    }, t("sheet.go"));
  }

  /** A picture and what stands below it. */
  photoParts() {
    const words = h("input", { type: "text", maxlength: "1024", "aria-label": t("sheet.caption"), placeholder: t("sheet.caption"), autocomplete: "off" });
    const input = h("input", { type: "file", accept: "image/*", class: "hidden-file", tabindex: "-1", "aria-label": t("sheet.photo") });
    input.addEventListener("change", () => input.files[0] && this.upload(input.files[0], words.value));
    const sample = async () => this.upload(await samplePhoto(t("sheet.sample_words")), words.value);
    return [h("div", { class: "field" }, icon("pencil"), words), h("div", {}, choice("camera", t("sheet.photo"), () => input.click()), input),
      choice("image", t("sheet.sample"), sample)];
  }

  async upload(blob, caption) {
    if (blob.size > LARGEST) return this.phone.toast(t("phone.failed", { why: "10 MB" }), true);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return this.act("send_photo", { content: btoa(text), caption });
  }
}

function choice(name, text, press) {
  return h("button", { type: "button", class: "choice", on: { click: press } }, icon(name), h("span", { text }));
}

/** A line to type into; `take` returns what is wrong with it, or nothing. */
function field(name, label, hint, take, done, value = "") {
  const wrong = h("p", { class: "wrong", role: "alert" });
  const input = h("input", { type: "text", "aria-label": `${label}: ${hint}`, placeholder: hint, value, autocomplete: "off" });
  const submit = (event) => { event.preventDefault(); wrong.textContent = take(input.value); };
  return h("form", { class: "field-form", on: { submit } },
    h("span", { class: "field-label", text: label }),
    h("div", { class: "field" }, icon(name), input, h("button", { class: "small-button", text: done })), wrong);
}
