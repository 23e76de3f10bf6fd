// The flow picture: a click on a station opens its controls.

import { picture } from "./dom.js";

/** Key of a place, such as that of a station's controls. */
const key = it => it.dataset.place ?? `stations.${it.dataset.station}`;

/** Where a place of the flow stands, in the picture's own units. */
export function places(svg) {
  const found = new Map();
  for (const it of svg.querySelectorAll("[data-place], [data-station]")) {
    if (found.has(key(it))) continue;
    const { x, y, width, height } = it.getBBox();
    found.set(key(it), { x, y, width, height, box: it });
  }
  return found;
}

/** Puts the wide picture and the narrow one into `box`. */
export function draw(box, flow) {
  const both = typeof flow === "string" ? { wide: flow, narrow: flow } : (flow ?? {});
  const made = ["wide", "narrow"]
    .filter(size => both[size])
    .map(size => {
      const frame = document.createElement("div");
      frame.className = `chart ${size}`;
      const svg = picture(both[size]);
      if (svg) frame.append(svg);
      return frame;
    });
  box.replaceChildren(...made);
  return made;
}

export class Flow {
  /** `visit(group)` opens the controls of a part of the scenario. */
  constructor(box, visit) {
    this.box = box;
    this.visit = visit;
    this.text = "";
    box.addEventListener("click", event => this.press(event));
    box.addEventListener("keydown", event => {
      const it = event.target.closest?.(".opens");
      if (!it || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      this.visit(key(it));
    });
  }

  /** Opens the controls of the part under the pointer, whatever is drawn over it. */
  press({ clientX: x, clientY: y }) {
    const parts = [...this.box.querySelectorAll(".opens")];
    const it = parts.find(part => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return x >= left && x <= right && y >= top && y <= bottom;
    });
    if (it) this.visit(key(it));
  }

  clear() {
    this.text = "";
    this.box.replaceChildren();
  }

  show(flow, groups) {
    const text = JSON.stringify(flow);
    if (text === this.text) return;
    this.text = text;
    draw(this.box, flow);
    for (const it of this.box.querySelectorAll("[data-place], [data-station]")) {
      const name = groups.get(key(it));
      if (!name) continue;
      // a picture with buttons in it is not one image
      it.closest("svg").setAttribute("role", "group");
      it.classList.add("opens");
      it.setAttribute("tabindex", "0");
      it.setAttribute("role", "button");
      it.setAttribute("aria-label", `Controls of ${name}`);
    }
  }
}
