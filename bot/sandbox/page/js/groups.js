// Things that lie within a few pixels of each other, as one mark with their number.

import { h } from "./dom.js";

const WITHIN = 30; // pixels between two things that would cover each other
const URGENCIES = ["critical", "high", "normal", "low"];

/** Groups of things, each with the point of its first: whatever lies near that point belongs to it. */
export function grouped(things, project) {
  const groups = [];
  const cells = new Map(); // a grid: only the cells around can hold a near one
  for (const thing of things) {
    const { x, y } = project(thing.at);
    const [column, row] = [Math.floor(x / WITHIN), Math.floor(y / WITHIN)];
    const around = [-1, 0, 1].flatMap((i) => [-1, 0, 1].flatMap((j) => cells.get(`${column + i} ${row + j}`) ?? []));
    const near = around.find((group) => Math.hypot(group.x - x, group.y - y) < WITHIN);
    if (near) { near.things.push(thing); continue; }
    const group = { x, y, at: thing.at, things: [thing] };
    groups.push(group);
    cells.set(`${column} ${row}`, [...(cells.get(`${column} ${row}`) ?? []), group]);
  }
  return groups;
}

/** The number of things; its rim says how urgent the most urgent need among them is. */
export function groupMark(things) {
  const urgency = URGENCIES.find((each) => things.some((thing) => thing.urgency === each)) ?? "";
  return h("div", { class: `mark group ${urgency}` }, h("span", { text: String(things.length) }));
}

/** How many there are of each kind. */
export function counts(things) {
  const of = (kind) => things.filter((thing) => thing.key.startsWith(`${kind}-`)).length;
  return { needs: of("need"), lots: of("lot"), vehicles: of("vehicle") };
}
