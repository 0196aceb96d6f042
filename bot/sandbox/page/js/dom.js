// Small makers of elements. Text is always set as text, never parsed.

/** An element with attributes and children; `on` holds listeners, `text` its words. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (name === "text") element.textContent = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const PATHS = {
  send: "M4 12l16-7-6 16-3-7z M11 14l9-9",
  plus: "M12 5v14M5 12h14",
  keys: "M3 7h18v11H3z M7 11v.01M11 11v.01M15 11v.01M18 11v.01M8 15h8",
  more: "M12 6v.01M12 12v.01M12 18v.01",
  slash: "M14 5l-4 14M4 8h3M4 16h3M17 8h3M17 16h3",
  pencil: "M4 20l1-4.500L16.500 4l3.500 3.500L8.500 19z M14 6.500L17.500 10",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  down: "M6 9l6 7 6-7",
  pin: "M12 21c5-6 7-8.500 7-12a7 7 0 0 0-14 0c0 3.500 2 6 7 12z M12 11.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  phone: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z M11 18h2",
  call: "M6 4h3l2 5-2.500 1.500a11 11 0 0 0 5 5L15 13l5 2v3c0 1-1 2-2 2C10.500 19.500 4.500 13.500 4 6c0-1 1-2 2-2z",
  camera: "M4 8h3l2-3h6l2 3h3v11H4z M12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z",
  image: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.500 9.500v.01",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1 M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  stop: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M6 6l12 12",
  check: "M5 12.500l4.500 4.500L19 7.500",
  map: "M9 4L3 6.500v14L9 18l6 2.500 6-2.500v-14L15 6.500z M9 4v14 M15 6.500v14",
  truck: "M3 6h11v10H3z M14 10h4l3 3v3h-7z M7.500 18.500a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600z M17 18.500a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600z",
  box: "M4 8l8-4 8 4v8l-8 4-8-4z M4 8l8 4 8-4 M12 12v8",
  sun: "M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9z M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z",
  minus: "M5 12h14",
  home: "M4 12l8-8 8 8 M6.500 10.500V20h11v-9.500",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M3 12h18 M12 3c3 3 3 15 0 18 M12 3c-3 3-3 15 0 18",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  cross: "M12 4v16M4 12h16",
};
const SVG = "http://www.w3.org/2000/svg";

/** One of our own line icons, hidden from screen readers: the button says what it does. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** How the page scrolls: at once for those who want no motion. */
export const motion = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

/** A button that shows only an icon. */
export function iconButton(name, label, act, extra = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, ...extra, on: { click: act } }, icon(name));
}
