// Where a vehicle is: the last place its driver is known to have been, and how far it may have come since.

const SPEED = 30; // km/h through a city, as the bot's own estimate of arrival
const MOST = 0.94; // of the way to a stop, until the driver says that they are there
const DETOUR = 1.35; // road against straight line

const done = (stop) => stop.state === "done" || stop.state === "skipped";
const placed = (spot) => spot.lat !== null;

/** The job that a driver has in hand. */
export const jobOf = (vehicle, jobs) =>
  jobs.find((job) => job.driver_id === vehicle.person_id && (job.state === "accepted" || job.state === "underway"));

/** What lies behind and ahead of a vehicle with a job: {behind, ahead, from, to, since}; points are [lat, lon]. */
export function journey(vehicle, job) {
  const stops = job.stops.filter((stop) => placed(stop.spot));
  const point = (stop) => [stop.spot.lat, stop.spot.lon];
  const next = stops.findIndex((stop) => !done(stop));
  const passed = (next < 0 ? stops : stops.slice(0, next)).map(point);
  const ahead = next < 0 ? [] : stops.slice(next).map(point);
  const start = placed(vehicle.spot) ? [[vehicle.spot.lat, vehicle.spot.lon]] : [];
  const behind = [...start, ...passed];
  const last = next > 0 ? stops[next - 1].done_at : job.accepted_at;
  const there = next >= 0 && stops[next].state === "arrived";
  return { behind, ahead, there, from: behind.at(-1) ?? ahead[0], to: ahead[0], since: last && Date.parse(last) };
}

/** Where it may be at `now` (ms): [lat, lon], or null when nobody ever said. */
export function estimate(vehicle, job, now) {
  if (!job) return placed(vehicle.spot) ? [vehicle.spot.lat, vehicle.spot.lon] : null;
  const { from, to, there, since } = journey(vehicle, job);
  if (!to) return from ?? null;
  if (there) return to;
  const hours = Math.max(0, now - since) / 3_600_000;
  const share = Math.min(MOST, (hours * SPEED) / Math.max(0.05, distance(from, to) * DETOUR));
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** Kilometres in a straight line, good enough within a city. */
export function distance([lat1, lon1], [lat2, lon2]) {
  const north = (lat2 - lat1) * 111.2;
  const east = (lon2 - lon1) * 111.2 * Math.cos((lat1 * Math.PI) / 180);
  return Math.hypot(north, east);
}
