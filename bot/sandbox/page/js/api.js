// The only file that speaks HTTP.

/** What the sandbox says cannot be done. */
export class Impossible extends Error {}

async function call(path, options) {
  const response = await fetch(path, options);
  if (response.ok) return response.json();
  const told = await response.json().catch(() => ({}));
  throw new Impossible(told.error ?? `HTTP ${response.status}`);
}

export const get = (path) => call(path);
export const post = (path, body = {}) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Let a person do something with their phone. */
export const act = (person, name, body) => post(`sandbox/people/${person}/${name}`, body);
export const screen = (person, limit) => get(`sandbox/people/${person}/chat?limit=${limit}`);
export const addPerson = (name, language) => post("sandbox/people", { name, language });

const seen = new Map();

/** Read something that seldom changes: null when it is as it was the last time. */
export async function fresh(path) {
  const known = seen.get(path);
  const response = await fetch(path, { headers: known ? { "If-None-Match": known } : {}, cache: "no-store" });
  if (response.status === 304) return null;
  if (!response.ok) throw new Impossible(`HTTP ${response.status}`);
  seen.set(path, response.headers.get("ETag"));
  return response.json();
}

/** Read it whole the next time, changed or not. */
export const forget = (path) => seen.delete(path);
