// One message as a bubble: words with their marks, places, pictures, and the buttons below.

import { h, icon, iconButton } from "./dom.js";
import { clock, t } from "./words.js";

const WORDS = /(https?:\/\/[^\s，。；、）)]+)|((?<![\w/])\/[a-z_]{2,32}\b)/g;
const HOLD = 500; // milliseconds that a finger rests before it counts as a long press
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code" };

/** The words of a message, or below its picture. */
export const wordsOf = (message) => message.text ?? message.caption ?? "";

/** Whether its author can still mend it: own words, not another's that were passed on. */
export const canEdit = (message) => !message.from.is_bot && !message.forward_origin && (message.text != null || message.photo != null || message.document != null);

/**
 * The element of a message. `hands` says what its parts do:
 * press(message, data), link(payload), command(text), place(lat, lon, name), edit(message).
 */
export function bubble(message, chat, hands) {
  const mine = !message.from.is_bot;
  const body = h("div", { class: "bubble" }, ...content(message, hands), foot(message));
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const edit = canEdit(message) ? iconButton("pencil", t("phone.edit"), () => hands.edit(message), { class: "icon-button mend" }) : null;
  if (edit) holdable(body, () => hands.edit(message));
  return h("div", { class: `message ${mine ? "mine" : "theirs"}`, "data-id": message.message_id },
    h("span", { class: "hidden", text: `${mine ? message.from.first_name : t("phone.bot")}: ` }),
    body, edit,
    rows.length ? h("div", { class: "buttons" }, ...rows.map((row) => buttonRow(row, message, chat, hands))) : null);
}

/** Pressed twice, or long with a finger, it acts. */
function holdable(element, act) {
  let wait;
  const forget = () => clearTimeout(wait);
  element.addEventListener("dblclick", act);
  element.addEventListener("pointerdown", (event) => {
    forget();
    if (event.pointerType === "touch") wait = setTimeout(act, HOLD);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) element.addEventListener(name, forget);
}

function foot(message) {
  const at = message.edit_date ?? message.date;
  return h("span", { class: "foot" },
    message.edit_date ? h("span", { class: "edited", text: t("phone.edited") }) : null,
    h("time", { datetime: new Date(at * 1000).toISOString(), text: clock(at * 1000) }));
}

function content(message, hands) {
  if (message.venue) return [place(message.location, `${message.venue.title}`, message.venue.address, hands)];
  if (message.location) return [place(message.location, t("phone.location"), "", hands)];
  if (message.contact) return [contact(message.contact)];
  if (message.photo) return [photo(message), ...caption(message, hands)];
  if (message.document) return [file(message.document), ...caption(message, hands)];
  if (message.text != null) return [words(message.text, message.entities ?? [], hands)];
  const kind = ["sticker", "voice", "dice"].find((name) => name in message) ?? "?";
  return [h("p", { class: "words", text: t("phone.other", { kind }) })];
}

const caption = (message, hands) =>
  message.caption ? [words(message.caption, message.caption_entities ?? [], hands)] : [];

function place(point, title, address, hands) {
  const numbers = `${point.latitude.toFixed(4)}, ${point.longitude.toFixed(4)}`;
  return h("div", { class: "place" },
    h("span", { class: "place-pin" }, icon("pin")),
    h("span", { class: "place-words" },
      h("strong", { text: title }),
      h("span", { class: "small", text: address || numbers })),
    h("button", {
      type: "button", class: "on-map", text: t("phone.on_map"),
      on: { click: () => hands.place(point.latitude, point.longitude, title) },
    }));
}

function contact(card) {
  return h("div", { class: "place" },
    h("span", { class: "place-pin" }, icon("call")),
    h("span", { class: "place-words" },
      h("strong", { text: card.first_name }),
      h("span", { class: "small", text: card.phone_number })));
}

function photo(message) {
  const largest = message.photo[message.photo.length - 1];
  const source = { alt: message.caption || t("phone.photo"), src: `sandbox/files/${largest.file_id}` };
  return h("button", { type: "button", class: "photo-button", title: t("phone.enlarge"), on: { click: () => enlarge(source) } },
    h("img", { class: "photo", loading: "lazy", ...source }));
}

/** Show a picture as large as the screen allows; a click, Enter or Escape puts it away. */
function enlarge(source) {
  const view = document.getElementById("photo-view");
  view.setAttribute("aria-label", source.alt);
  view.replaceChildren(h("button", { type: "button", class: "whole", "aria-label": t("sheet.close"), on: { click: () => view.close() } }, h("img", source)));
  view.showModal();
}

const file = (document) =>
  h("a", { class: "file", href: `sandbox/files/${document.file_id}`, download: document.file_name, text: t("phone.file", { name: document.file_name }) });

/** Text with its entities; offsets count UTF-16 units, as strings here do. */
function words(text, entities, hands) {
  const cuts = new Set([0, text.length]);
  for (const { offset, length } of entities) cuts.add(offset).add(offset + length);
  const edges = [...cuts].filter((cut) => cut <= text.length).sort((a, b) => a - b);
  const element = h("p", { class: "words" });
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const [from, to] = [edges[i], edges[i + 1]];
    const over = entities.filter(({ offset, length }) => offset <= from && offset + length >= to);
    element.append(over.reduce(marked, plain(text.slice(from, to), hands)));
  }
  return element;
}

function marked(inner, entity) {
  const tag = TAGS[entity.type];
  if (tag) return h(tag, {}, inner);
  if (entity.type === "text_link") return outward(entity.url, inner);
  return inner;
}

/** Words in which addresses and commands can be pressed. */
function plain(text, hands) {
  const parts = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(WORDS)) {
    parts.append(text.slice(done, found.index), found[1] ? address(found[1], hands) : command(found[2], hands));
    done = found.index + found[0].length;
  }
  parts.append(text.slice(done));
  return parts;
}

const command = (text, hands) => inText(text, () => hands.command(text));

/** A link and not a button: a button breaks the line before the comma that follows it. */
function inText(text, act) {
  return h("a", { href: "#", class: "in-text", text, on: { click: (event) => { event.preventDefault(); act(); } } });
}

function address(url, hands) {
  const payload = /^https?:\/\/t\.me\/\w+\?start=([\w-]+)$/.exec(url)?.[1];
  if (!payload) return outward(url, url);
  return inText(url, () => hands.link(payload));
}

const outward = (url, inner) =>
  /^https?:/.test(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, inner) : inner;

function buttonRow(row, message, chat, hands) {
  return h("div", { class: "button-row" }, ...row.map((button) => {
    if (button.url) return urlButton(button, hands);
    const data = button.callback_data ?? "";
    const spins = chat.spins(message.message_id, data);
    return h("button", {
      type: "button", class: `inline ${button.style ?? ""} ${spins ? "spins" : ""}`, "data-press": data,
      "aria-busy": spins ? "true" : false, on: { click: () => hands.press(message, data) },
    }, h("span", { text: button.text }));
  }));
}

function urlButton(button, hands) {
  const payload = /^https?:\/\/t\.me\/\w+\?start=([\w-]+)$/.exec(button.url)?.[1];
  if (payload) return h("button", { type: "button", class: "inline", on: { click: () => hands.link(payload) } }, h("span", { text: button.text }));
  return h("a", { class: "inline", href: button.url, target: "_blank", rel: "noopener noreferrer" }, h("span", { text: `${button.text} ↗` }));
}

/** Turn the spinners of a drawn message on and off, without drawing it anew. */
export function showSpinners(element, chat) {
  const number = Number(element.dataset.id);
  for (const button of element.querySelectorAll("[data-press]")) {
    const spins = chat.spins(number, button.dataset.press);
    button.classList.toggle("spins", spins);
    if (spins) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}
