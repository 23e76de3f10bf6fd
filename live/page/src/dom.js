// Elements of the page. Texts of a scenario are only ever put in as text.

/** Makes an element: attributes, `on…` listeners as functions, and children (texts or nodes). */
export function el(name, attributes = {}, ...children) {
  const it = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) it.addEventListener(key.slice(2), value);
    else if (key === "class") it.className = value;
    else it.setAttribute(key, value === true ? "" : value);
  }
  it.append(...children.flat().filter(child => child !== null && child !== undefined));
  return it;
}

/** Makes a button. */
export function button(words, press, attributes = {}) {
  return el("button", { type: "button", onclick: press, ...attributes }, words);
}

/** Name for screen readers only. */
export const hidden = words => el("span", { class: "unseen" }, words);

/** A picture by the engine: parsed as XML, without scripts and links. */
export function picture(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (parsed.querySelector("parsererror")) return null;
  const found = document.importNode(parsed, true);
  for (const it of found.querySelectorAll("script, foreignObject, a")) it.remove();
  return found;
}

/** The plural through one function. */
export const count = (number, one, many = `${one}s`) =>
  `${number.toLocaleString("en")}\u00a0${number === 1 ? one : many}`;

/** A span of time in words, for time left. */
export function span(seconds) {
  if (seconds < 1.5) return "1 second";
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
}

/** Resolves when the browser has had time for input and painting. */
export const breath = () =>
  new Promise(done => {
    setTimeout(done, 0);
  });

/** Calls `work` once, `wait` milliseconds after the last call. */
export function debounced(work, wait) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), wait);
  };
}
