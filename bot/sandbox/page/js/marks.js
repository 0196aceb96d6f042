// What stands on the map for each thing: its shape, its colour, its name.

import { city } from "./city.js";
import { count, joined, t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 34;
const RADIUS = 14;
const ROUND = 2 * Math.PI * RADIUS;
const GLYPHS = { critical: "!", high: "↑", normal: "•", low: "–" };

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const ring = (name, percent) => svg("circle", {
  class: name, cx: SIZE / 2, cy: SIZE / 2, r: RADIUS, "stroke-dasharray": `${(ROUND * percent) / 100} ${ROUND}`,
});

/** A need: colour and glyph say how urgent, the ring how much is secured and how much arrived. */
export function needMark(need) {
  const picture = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" },
    svg("circle", { class: "plate", cx: SIZE / 2, cy: SIZE / 2, r: SIZE / 2 - 0.5 }),
    svg("circle", { class: "track", cx: SIZE / 2, cy: SIZE / 2, r: RADIUS }),
    ring("covered", need.covered), ring("arrived", need.arrived),
    svg("circle", { class: "core", cx: SIZE / 2, cy: SIZE / 2, r: 10 }),
    svg("text", { x: SIZE / 2, y: SIZE / 2 + 4.5, "text-anchor": "middle" }));
  const closed = need.lifecycle === "closed";
  const put = closed && !need.close_reason?.startsWith("served") ? "aside" : ""; // not true, not needed any more
  picture.lastChild.textContent = put ? "✕" : closed ? "✓" : GLYPHS[need.urgency];
  return wrap(picture, `need ${need.urgency} ${need.lifecycle} ${need.verification} ${put}`);
}

const path = (d) => svg("path", { d });

export function lotMark(lot) {
  return wrap(svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("rect", { x: 1, y: 1, width: 22, height: 22, rx: 6 }), path("M6.500 9l5.500-3 5.500 3v6l-5.500 3-5.500-3z M6.500 9l5.500 3 5.500-3 M12 12v6")),
    `lot ${lot.free > 0 && lot.hold === "none" ? "" : "none-free"}`);
}

export function vehicleMark(job) {
  return wrap(svg("svg", { viewBox: "0 0 32 32", "aria-hidden": "true" }, svg("circle", { cx: 16, cy: 16, r: 15 }),
    path("M7 11.500h11v9H7z M18 14h3.500l3 3.200v3.300H18z M11 22.800a1.900 1.900 0 1 0 0-3.800 1.900 1.900 0 0 0 0 3.800z M21 22.800a1.900 1.900 0 1 0 0-3.800 1.900 1.900 0 0 0 0 3.800z")),
    `vehicle ${job ? "busy" : ""}`);
}

export function placeMark(place) {
  const drawn = {
    hospital: "M12 6v12M6 12h12",
    airport: "M4 14l16-6M10 11l-3 8M13 10l1-6",
    rail: "M8 4v16M16 4v16M8 8h8M8 12h8M8 16h8",
    port: "M12 5v14M6 13c0 4 3 6 6 6s6-2 6-6M9 8h6",
  };
  return wrap(svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("rect", { x: 2, y: 2, width: 20, height: 20, rx: 5 }), path(drawn[place.kind])), `site ${place.kind}`);
}

function wrap(picture, name) {
  const element = document.createElement("div");
  element.className = `mark ${name}`;
  element.append(picture);
  return element;
}

/** What a need is called: items, how much, where. */
export const needName = (need) => joined(need.lines.map((line) => `${city.item(line.item)} ${city.amount(line.item, line.wanted || line.requested, count)}`));
export const lotName = (lot) => city.item(lot.item_code);
export const vehicleName = (vehicle) => `${vehicle.label || t("board.vehicles")} · ${vehicle.driver}`;
