// The map: districts, places, needs, stock, vehicles under way, closed roads. Leaflet moves it.

import { city } from "./city.js";
import { h, iconButton } from "./dom.js";
import { counts, grouped, groupMark } from "./groups.js";
import { lotMark, lotName, needMark, needName, placeMark, vehicleMark, vehicleName } from "./marks.js";
import { estimate, jobOf, journey } from "./route.js";
import { t } from "./words.js";

const L = window.L;
const CENTRE = [[38.862, 121.5], [38.995, 121.69]];
const GLIDE = 1200; // ms from where it was thought to be to where it turns out to be
const DRIVE = 2000; // ms after which vehicles are thought to have come further
const STEP = 16; // pixels between things at one place
const APART = 11.2; // zoom from which things stand for themselves: a district fills the map

export class CityMap {
  constructor(house) {
    this.house = house;
    this.marks = new Map();
    this.frame = document.getElementById("map");
    this.map = L.map(this.frame, { zoomControl: false, minZoom: 7.5, maxZoom: 17, zoomSnap: 0.25, zoomDelta: 0.75, wheelPxPerZoomLevel: 90, maxBounds: [[37.5, 119.5], [41.5, 125]] });
    this.map.attributionControl.setPrefix(false);
    this.map.setView([38.928, 121.595], 11.5);
    this.map.on("click", (event) => this.clicked(event.latlng));
    this.map.on("zoomend", () => this.zoomed());
    new ResizeObserver(() => this.resized()).observe(this.frame);
    for (const [name, level] of [["land", 250], ["roads", 350], ["small", 450], ["things", 600], ["movers", 640], ["names", 645]]) this.map.createPane(name).style.zIndex = level;
    this.lines = L.layerGroup().addTo(this.map);
    this.tools();
    this.zoomed();
    setInterval(() => document.visibilityState === "visible" && this.draw(), DRIVE);
  }

  /** The first time there is room, show the centre; a hidden map has none. */
  resized() {
    this.map.invalidateSize({ pan: false });
    if (!this.frame.clientWidth || this.fitted) return;
    this.fitted = true;
    if (!this.shown) this.map.fitBounds(CENTRE, { animate: false });
  }

  tools() {
    document.getElementById("map-tools").replaceChildren(
      iconButton("plus", t("city.zoom_in"), () => this.map.zoomIn()),
      iconButton("minus", t("city.zoom_out"), () => this.map.zoomOut()),
      iconButton("home", t("city.near"), () => this.map.fitBounds(CENTRE)),
      iconButton("globe", t("city.whole"), () => this.whole()));
    this.frame.setAttribute("aria-label", t("city.map"));
    this.frame.setAttribute("role", "application");
  }

  /** All districts, beside the tools and above the legend, which folds: the centre lies in its corner. */
  whole() {
    this.shown = true; // no later fit to the centre
    this.late = !this.land; // pressed before the districts came: they are fitted when they do
    if (this.late) return;
    const legend = document.getElementById("legend");
    legend.open = false;
    this.map.fitBounds(this.land.getBounds(), { paddingTopLeft: [12, 12], paddingBottomRight: [64, legend.offsetHeight + 24] });
  }

  /** What never moves. */
  drawLand() {
    const { districts, tiles, credit } = city.map;
    if (tiles) L.tileLayer(tiles, { attribution: "", maxZoom: 19 }).addTo(this.map);
    this.frame.classList.toggle("tiled", Boolean(tiles));
    this.credit = credit;
    this.land = L.geoJSON(districts, {
      pane: "land", style: () => ({ className: "district", weight: 1.2 }),
      onEachFeature: (feature, layer) => layer.on("click", (event) => this.pickOr(event, "district", feature.properties.name)),
    }).addTo(this.map);
    this.labels = L.layerGroup().addTo(this.map);
    this.words();
    if (this.late) this.whole();
  }

  words() {
    this.tools();
    if (!this.land) return;
    this.labels.clearLayers();
    this.land.eachLayer((layer) => {
      const { name } = layer.feature.properties;
      const label = h("span", { text: city.district(name) });
      const at = inner(layer.feature.geometry);
      const core = layer.getBounds().getNorth() - layer.getBounds().getSouth() < 0.28;
      L.marker(at, { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: `district-name ${core ? "core" : ""}`, html: label, iconSize: [0, 0] }) }).addTo(this.labels);
    });
    for (const place of city.map.places) this.mark(`place-${place.name}`, [place.lat, place.lon], placeMark(place), 20, "small", () => ["place", place.name], city.place(place));
    this.map.attributionControl._attributions = {};
    this.map.attributionControl.addAttribution(escape([this.credit, t("city.schematic")].filter(Boolean).join(" · ")));
    this.draw();
  }

  /** Everything as it stands now; what is no longer there goes. */
  draw() {
    if (!city.state || !this.land) return;
    const { needs, lots, vehicles, jobs, closures } = city.state;
    this.drawn = new Set();
    this.places = new Map();
    this.things = [];
    this.lines.clearLayers();
    lots.forEach((lot) => this.thing({ key: `lot-${lot.lot_id}`, element: lotMark(lot), size: 26, subject: ["lot", lot.lot_id], name: lotName(lot) }, lot.spot));
    needs.toReversed().forEach((need) => this.thing({ key: `need-${need.need_id}`, element: needMark(need), size: 34, subject: ["need", need.need_id], name: `${t(`urgency.${need.urgency}`)} · ${needName(need)}`, urgency: need.lifecycle === "open" ? need.urgency : "" }, need.spot));
    closures.forEach((closure) => this.closure(closure));
    vehicles.forEach((vehicle) => this.vehicle(vehicle, jobOf(vehicle, jobs)));
    this.put();
    for (const [key, mark] of this.marks) {
      if (!key.startsWith("place-") && !this.drawn.has(key)) { mark.remove(); this.marks.delete(key); }
    }
  }

  thing(thing, spot) {
    const at = spot.lat === null ? this.middle(spot.district) : [spot.lat, spot.lon];
    if (!at) return;
    const place = `${at[0].toFixed(3)} ${at[1].toFixed(3)}`;
    const before = this.places.get(place) ?? 0;
    this.places.set(place, before + 1);
    this.things.push({ ...thing, at, shift: before * STEP });
  }

  /** Each thing by itself where there is room; else those that would cover each other as one. */
  put() {
    const zoom = this.map.getZoom();
    const groups = zoom < APART ? grouped(this.things, (at) => this.map.project(at, zoom)) : this.things.map((thing) => ({ things: [thing] }));
    for (const { at, things } of groups) {
      if (things.length > 1) this.group(at, things);
      else this.alone(things[0]);
    }
  }

  alone({ key, at, element, size, subject, name, shift = 0, moves }) {
    const old = this.marks.get(key)?.getLatLng();
    const mark = this.mark(key, at, element, size, moves ? "movers" : "things", () => subject, name, shift);
    if (moves && old) this.glide(mark, [old.lat, old.lng], at);
  }

  /** A group opens by going nearer; a button for the keyboard as well. */
  group(at, things) {
    const mark = this.mark(`group-${things[0].key}`, at, groupMark(things), 36, "things", null, t("city.group", counts(things)));
    mark.members = things.map((thing) => thing.at);
  }

  open(mark) {
    const bounds = L.latLngBounds(mark.members);
    const nearer = Math.max(this.map.getBoundsZoom(bounds.pad(0.3)), this.map.getZoom() + 1.5);
    this.map.setView(bounds.getCenter(), Math.min(nearer, APART + 2.3));
  }

  middle(district) {
    const found = city.map.districts.features.find((feature) => feature.properties.name === district);
    return found && inner(found.geometry);
  }

  mark(key, at, element, size, pane, subject, name, shift = 0) {
    this.drawn?.add(key);
    const html = element.outerHTML;
    const old = this.marks.get(key);
    if (old?.drawn === html + shift + name) { if (pane !== "movers") old.setLatLng(at); return old; }
    const icon = L.divIcon({ className: "mark-frame", html: element, iconSize: [size, size], iconAnchor: [size / 2 - shift, size / 2] });
    const mark = old ?? L.marker(at, { pane, icon, keyboard: !subject, bubblingMouseEvents: false }).addTo(this.map);
    if (!old) mark.on("click", (event) => (subject || this.picked ? this.pickOr(event, ...(subject?.() ?? [])) : this.open(mark)));
    else { mark.setIcon(icon); if (pane !== "movers") mark.setLatLng(at); }
    mark.getElement().title = name;
    if (!subject) this.pressable(mark, name);
    mark.drawn = html + shift + name;
    this.marks.set(key, mark);
    return mark;
  }

  /** Leaflet lets a marker be reached by the keyboard, but only opens popups from there. */
  pressable(mark, name) {
    const element = mark.getElement();
    element.setAttribute("aria-label", name);
    element.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.open(mark);
    };
  }

  vehicle(vehicle, job) {
    const at = estimate(vehicle, job, city.now());
    if (!at) return;
    this.things.push({ key: `vehicle-${vehicle.shift_id}`, at, element: vehicleMark(job), size: 32, subject: ["vehicle", vehicle.shift_id], name: vehicleName(vehicle), moves: true });
    if (!job) return;
    const { behind, ahead } = journey(vehicle, job);
    if (behind.length) this.line([...behind, at], "travelled");
    if (ahead.length) this.line([at, ...ahead], "ahead");
  }

  line(points, name) { L.polyline(points, { pane: "roads", interactive: false, className: `road ${name}` }).addTo(this.lines); }

  /** Move a vehicle from where we thought it was; at once for those who want no motion. */
  glide(mark, from, to) {
    cancelAnimationFrame(mark.gliding);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || Math.hypot(to[0] - from[0], to[1] - from[1]) < 1e-6) return void mark.setLatLng(to);
    const start = performance.now();
    const step = (now) => {
      const share = Math.min(1, (now - start) / GLIDE);
      const eased = 1 - (1 - share) ** 3;
      mark.setLatLng([from[0] + (to[0] - from[0]) * eased, from[1] + (to[1] - from[1]) * eased]);
      if (share < 1) mark.gliding = requestAnimationFrame(step);
    };
    mark.gliding = requestAnimationFrame(step);
  }

  closure(closure) {
    const key = `closure-${closure.closure_id}`;
    if (closure.lat !== null) L.circle([closure.lat, closure.lon], { pane: "roads", radius: closure.radius_km * 1000, className: "closed-area", interactive: false }).addTo(this.lines);
    const ends = closure.district_a ? [this.middle(closure.district_a), this.middle(closure.district_b)].filter(Boolean) : [];
    if (ends.length === 2) this.line(ends, "closed");
    const at = closure.lat !== null ? [closure.lat, closure.lon] : ends.length === 2 ? [(ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2] : null;
    if (at) this.mark(key, at, h("div", { class: "mark closure" }, h("span", { text: "✕" })), 26, "things", () => ["closure", closure.closure_id], closure.title || t("board.closures"));
  }

  zoomed() {
    const zoom = this.map.getZoom();
    this.frame.classList.toggle("far", zoom < 10.2);
    this.frame.classList.toggle("near", zoom >= APART);
    this.draw();
  }

  /** Look at a point and let it pulse. */
  show(lat, lon) {
    this.resized();
    this.shown = true;
    const seen = this.fitted && this.map.getBounds().pad(-0.12).contains([lat, lon]);
    if (!seen || this.map.getZoom() < 10.2) this.map.setView([lat, lon], Math.max(this.map.getZoom(), 11.5));
    const pulse = L.marker([lat, lon], { pane: "movers", interactive: false, keyboard: false, icon: L.divIcon({ className: "pulse", html: h("span"), iconSize: [44, 44] }) }).addTo(this.map);
    setTimeout(() => pulse.remove(), 3600);
  }

  showThing(key) {
    const at = this.marks.get(key)?.getLatLng() ?? L.latLng(this.things?.find((thing) => thing.key === key)?.at);
    if (at) this.show(at.lat, at.lng);
  }

  /** Let somebody choose a place by a click: {lat, lon}, or null when they would rather not. */
  pick(name) {
    this.picked?.(null);
    const banner = document.getElementById("pick");
    banner.replaceChildren(h("span", { text: t("pick.asks", { name }) }), h("button", { type: "button", class: "small-button", text: t("pick.cancel"), on: { click: () => this.picked(null) } }));
    banner.hidden = false;
    this.frame.classList.add("picking");
    banner.querySelector("button").focus({ preventScroll: true });
    return new Promise((done) => {
      const leave = (event) => event.key === "Escape" && this.picked(null);
      document.addEventListener("keydown", leave);
      this.picked = (point) => {
        document.removeEventListener("keydown", leave);
        this.picked = null;
        banner.hidden = true;
        this.frame.classList.remove("picking");
        done(point);
      };
    });
  }

  clicked(point) { this.picked?.({ lat: Number(point.lat.toFixed(5)), lon: Number(point.lng.toFixed(5)) }); }

  pickOr(event, kind, id) {
    L.DomEvent.stopPropagation(event);
    if (this.picked) this.clicked(event.latlng);
    else this.house.open(kind, id);
  }
}

/** A point well inside a polygon: the middle of its largest ring's corners. */
function inner(geometry) {
  const rings = geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.coordinates.map((polygon) => polygon[0]);
  const ring = rings.reduce((a, b) => (area(b) > area(a) ? b : a));
  const size = area(ring, true);
  let [lat, lon] = [0, 0];
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
    lon += (ring[i][0] + ring[i + 1][0]) * cross;
    lat += (ring[i][1] + ring[i + 1][1]) * cross;
  }
  return [lat / (6 * size), lon / (6 * size)];
}

function area(ring, signed = false) {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i += 1) sum += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return signed ? sum / 2 : Math.abs(sum / 2);
}

const escape = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
