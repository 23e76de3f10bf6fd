// Draws an instant of a day over the flow picture: dots wait before a station, lanes fill inside.

import { places } from "./flow.js";

/** Lanes of a station above which a bar is drawn instead of cells. */
const CELLS = 24;

/** The gentle start and end of a move. */
const eased = share => share * share * (3 - 2 * share);

export class Scene {
  /** `frame` holds the flow picture. */
  constructor(frame) {
    this.svg = frame.querySelector("svg");
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    frame.append(this.canvas);
    this.upright = frame.classList.contains("narrow");
    this.found = null;
    this.colours();
  }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const of = name => style.getPropertyValue(name).trim();
    this.ink = of("--ink");
    this.paper = of("--paper");
    this.axis = of("--axis");
    this.blue = of("--blue");
    this.orange = of("--orange");
    this.void = of("--void");
  }

  /** Fits the canvas to the picture; measures the places once it is shown. */
  fit() {
    const { width, height } = this.svg.getBoundingClientRect();
    if (!width) return false;
    const ratio = Math.min(2, devicePixelRatio || 1);
    if (
      this.canvas.width !== Math.round(width * ratio) ||
      this.canvas.height !== Math.round(height * ratio)
    ) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const view = this.svg.viewBox.baseVal;
    this.scale = width / (view?.width || width);
    this.ratio = ratio;
    this.found ??= places(this.svg);
    return true;
  }

  /** A place in pixels of the page. */
  box(key) {
    const it = this.found.get(key) ?? this.found.get(key.replace(/\..*$/, ""));
    if (!it) return null;
    const { scale } = this;
    return { x: it.x * scale, y: it.y * scale, width: it.width * scale, height: it.height * scale };
  }

  draw(day, at, span) {
    if (!this.fit()) return;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const dots = !day.many(at);
    const radius = Math.max(1.8, Math.min(3.2, 260 * this.scale * 0.1 + 1.4));
    day.places.forEach((place, index) => {
      const level = day.level(index, at),
        box = level && this.box(place.key);
      if (!box) return;
      this.lanes(pen, box, level);
      this.queue(pen, box, level.queue, dots, radius);
    });
    if (dots && span > 0) this.moves(pen, day, at, span, radius);
  }

  /** Lanes along the lower edge of the box: at work, blocked, and open without work. */
  lanes(pen, box, { busy, blocked, open }) {
    const height = Math.max(5, box.height * 0.17);
    const top = box.y + box.height - height - box.height * 0.1;
    const left = box.x + box.width * 0.06;
    const width = box.width * 0.88;
    pen.fillStyle = this.paper;
    pen.fillRect(left - 1, top - 2, width + 2, height + 4);
    const lanes = Math.max(busy + blocked, open ?? 0);
    if (!lanes) return;
    const colour = lane =>
      lane < busy ? this.blue : lane < busy + blocked ? this.orange : this.void;
    if (lanes > CELLS) {
      const bar = (from, to) => {
        pen.fillStyle = colour(from);
        pen.fillRect(left + (width * from) / lanes, top, (width * (to - from)) / lanes, height);
      };
      bar(0, busy);
      bar(busy, busy + blocked);
      if (busy + blocked < lanes) bar(busy + blocked, lanes);
      return;
    }
    const step = Math.min(width / lanes, height * 2.2);
    const gap = Math.min(3, step * 0.2);
    for (let lane = 0; lane < lanes; lane += 1) {
      pen.fillStyle = colour(lane);
      pen.fillRect(left + lane * step, top, step - gap, height);
    }
  }

  /** The queue before the box: from its edge backwards, in rows; the rest as a number. */
  queue(pen, box, waiting, dots, radius) {
    if (!waiting) return;
    const step = radius * 2 + 1.6;
    const deep = Math.max(1, Math.floor((this.upright ? box.width : box.height) / step));
    const long = this.upright ? 2 : Math.max(2, Math.floor((box.width * 0.5) / step));
    const most = dots ? Math.min(waiting, deep * long) : 0;
    pen.fillStyle = this.orange;
    for (let index = 0; index < most; index += 1) {
      const along = Math.floor(index / deep),
        across = index % deep;
      const x = this.upright ? box.x + radius + across * step : box.x - radius - 2 - along * step;
      const y = this.upright ? box.y - radius - 2 - along * step : box.y + radius + across * step;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 7);
      pen.fill();
    }
    const words = `${waiting.toLocaleString("en")} waiting`;
    pen.font = `700 ${Math.max(10, Math.min(13, box.height * 0.24))}px "Noto Sans", sans-serif`;
    pen.textAlign = this.upright ? "right" : "left";
    pen.textBaseline = "bottom";
    pen.lineWidth = 4;
    pen.strokeStyle = this.paper;
    pen.fillStyle = this.ink;
    const x = this.upright ? box.x + box.width : box.x,
      y = box.y - 3;
    pen.strokeText(words, x, y);
    pen.fillText(words, x, y);
  }

  moves(pen, day, at, span, radius) {
    pen.fillStyle = this.blue;
    pen.strokeStyle = this.paper;
    pen.lineWidth = 1;
    for (const move of day.moving(at, span)) {
      const from = this.box(day.places[move.from].key),
        to = this.box(day.places[move.to].key);
      if (!from || !to) continue;
      const share = eased(move.share);
      // neighbours in a stream do not cover each other
      const aside = (((move.batch * 7) % 9) - 4) * radius * 0.7;
      const [a, b] = this.upright
        ? [
            [from.x + from.width / 2 + aside, from.y + from.height],
            [to.x + to.width / 2 + aside, to.y],
          ]
        : [
            [from.x + from.width, from.y + from.height / 2 + aside],
            [to.x, to.y + to.height / 2 + aside],
          ];
      const along = this.upright ? 1 : 0,
        across = 1 - along;
      const point = [0, 0];
      point[along] = a[along] + (b[along] - a[along]) * move.share;
      point[across] = a[across] + (b[across] - a[across]) * share;
      pen.beginPath();
      pen.arc(point[0], point[1], radius + 0.4, 0, 7);
      pen.fill();
      pen.stroke();
    }
  }
}
