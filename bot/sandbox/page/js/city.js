// The city as the server tells it: read again whenever a phone moved, and every few seconds.

import { forget, fresh, get } from "./api.js";
import { store } from "./store.js";
import { currentLanguage } from "./words.js";

const SOON = 250; // ms after a phone changed: the bot's turn is then written
const LATER = 4000; // ms between two looks when all is quiet

class City extends EventTarget {
  map = null;
  state = null;
  gone = false;
  due = Infinity;

  async open() {
    this.map = await get("city/map");
    store.addEventListener("change", () => this.#soon());
    document.addEventListener("visibilitychange", () => this.#soon());
    await this.read();
  }

  /** Read soon; a stream of changes must not put it off for ever. */
  #soon() {
    if (this.reading) this.again = true;
    else if (this.due - performance.now() > SOON) this.#wait(SOON);
  }

  #wait(milliseconds) {
    clearTimeout(this.timer);
    this.due = performance.now() + milliseconds;
    this.timer = setTimeout(() => this.read(), milliseconds);
  }

  async read() {
    this.reading = true;
    this.again = false;
    if (document.visibilityState === "visible" || !this.state) await this.#ask();
    this.reading = false;
    this.#wait(this.again ? SOON : LATER);
  }

  async #ask() {
    try {
      const state = await fresh("city/state");
      const back = this.gone;
      this.gone = false;
      if (state) this.#take(state);
      else if (back) this.dispatchEvent(new Event("change"));
    } catch {
      forget("city/state");
      this.gone = true;
      this.dispatchEvent(new Event("change"));
    }
  }

  #take(state) {
    this.state = state;
    this.skew = new Date(state.now) - Date.now();
    this.dispatchEvent(new Event("change"));
  }

  /** Milliseconds since 1970 by the server's clock. */
  now() { return Date.now() + (this.skew ?? 0); }

  /** The card of a need, lot or job in words, in the page's language. */
  card(kind, id) { return get(`city/card?kind=${kind}&id=${id}&lang=${currentLanguage()}`); }

  /** The name of a district in the page's language. */
  district(name) {
    const found = this.map?.districts.features.find((each) => each.properties.name === name);
    return currentLanguage() === "en" ? found?.properties.en ?? name : name;
  }

  /** The name of a hospital, port or station in the page's language. */
  place(place) { return currentLanguage() === "en" && place.en ? place.en : place.name; }

  item(code) { return this.state?.items[code]?.[currentLanguage()] ?? code; }

  amount(code, number, count) {
    const unit = this.state?.items[code]?.[number === 1 ? "unit" : "units"][currentLanguage()] ?? "";
    return `${count(number)} ${unit}`;
  }

  /** The main role of who has this phone. */
  roleOf(address) {
    const roles = this.state?.people[address]?.roles ?? [];
    return ["coordinator", "driver", "supplier", "hospital", "community", "resident"].find((role) => roles.includes(role));
  }

  /** The phone of a person of the record. */
  phoneOf(personId) {
    const found = Object.entries(this.state?.people ?? {}).find(([, person]) => person.id === personId);
    return found && Number(found[0]);
  }
}

export const city = new City();
