// Runs before the first paint: a chosen theme must not flash in as the other one.
"use strict";
document.documentElement.dataset.theme =
  localStorage.getItem("theme") ??
  (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
