// A ready-made picture of a hand-over: boxes at a door, with the hour, so that no file is needed.

import { city } from "./city.js";
import { clock } from "./words.js";

/** A small JPEG as a Blob; the hour on it is the city's. */
export function samplePhoto(words) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const pen = canvas.getContext("2d");
  const fill = (colour, ...box) => { pen.fillStyle = colour; pen.fillRect(...box); };
  fill("#c9d3d8", 0, 0, 640, 330);
  fill("#8d9aa0", 0, 330, 640, 150);
  fill("#5e4a3a", 380, 70, 170, 260);
  fill("#73604f", 395, 88, 140, 100);
  fill("#e0b23c", 520, 205, 12, 12);
  for (const [x, y, size] of [[90, 250, 130], [225, 270, 110], [130, 150, 105]]) {
    fill("#c79a5f", x, y, size, size);
    fill("#b3854a", x, y + size * 0.42, size, size * 0.16);
    fill("#f4f1ea", x + size * 0.3, y + size * 0.12, size * 0.4, size * 0.2);
  }
  pen.fillStyle = "#1d2b33";
  pen.font = "600 30px system-ui, 'Noto Sans CJK SC', sans-serif";
  pen.fillText(`${words} ${clock(city.now())}`, 28, 440);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
}
