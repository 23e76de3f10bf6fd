// A day in motion: replication 1 by the clock, with play, pause, speed, scrub and days.

import { DAY, DOTS, Day, clock } from "./day.js";
import { button, el } from "./dom.js";
import { draw } from "./flow.js";
import { Scene } from "./scene.js";

/** Seconds of the port in a second of the reader. */
const SPEEDS = [
  [60, "1 min a second"],
  [300, "5 min a second"],
  [900, "15 min a second"],
  [1800, "30 min a second"],
  [3600, "1 h a second"],
];
/** Seconds of the reader that a move from place to place takes. */
const MOVE = 0.7;

/** Time of day at which a day is first shown. */
const MORNING = 8 * 3600;
const DATE = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Motion {
  constructor(app) {
    this.app = app;
    this.at = 0;
    this.speed = 900;
    this.playing = false;
    this.play = button("Play", () => this.toggle(), { class: "main", "data-play": "" });
    this.select = el("select", { onchange: () => this.load(Number(this.select.value)) });
    this.pace = el(
      "select",
      {
        onchange: () => {
          this.speed = Number(this.pace.value);
        },
      },
      SPEEDS.map(([value, words]) => el("option", { value, selected: value === 900 }, words)),
    );
    this.scrub = el("input", {
      type: "range",
      min: 0,
      max: DAY,
      step: 60,
      value: 0,
      "aria-label": "Time of day",
      oninput: () => this.go(Number(this.scrub.value)),
    });
    this.time = el("output", { class: "clock" }, "00:00");
    this.state = el("p", { class: "state", role: "status" });
    // on paper, instead of the clock and the choice of the day
    this.when = el("p", { class: "when" });
    this.picture = el("div", { class: "scene" });
    this.body = el("tbody");
    const heads = ["Station", "Waiting", "At work", "Blocked", "Open lanes"];
    this.table = el(
      "table",
      { "data-motion": "" },
      el("caption", { class: "unseen" }, "State at this time"),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((words, at) => el("th", { scope: "col", class: at ? "number" : null }, words)),
        ),
      ),
      this.body,
    );
    this.row = el(
      "div",
      { class: "row" },
      this.play,
      button("Back", () => this.step(-1), { "aria-label": "Back to the last change" }),
      button("Step", () => this.step(1), { "aria-label": "Step to the next change" }),
      el("label", {}, "Day ", this.select),
      el("label", {}, "Speed ", this.pace),
    );
    this.box = el(
      "div",
      { class: "motion" },
      el(
        "p",
        {},
        "Replication 1 of the scenario as it is, one of many possible courses: batches wait " +
          "in orange, move in blue, and fill lanes.",
      ),
      this.row,
      el("div", { class: "row scrub" }, this.time, this.scrub),
      this.state,
      this.when,
      this.picture,
      el("div", { class: "scroll" }, this.table),
    );
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const scene of this.scenes ?? []) scene.colours();
      this.show();
    });
    new ResizeObserver(() => this.show()).observe(this.picture);
  }

  /** The panel came into view, or the scenario changed while it is in view. */
  async enter() {
    const { now } = this.app.paper;
    if (!this.app.sound || this.made === now) {
      this.show();
      return;
    }
    this.made = now;
    draw(this.picture, this.app.flow);
    this.scenes = [...this.picture.querySelectorAll(".chart")]
      .filter(it => it.querySelector("svg"))
      .map(it => new Scene(it));
    await this.load(null);
  }

  /** Loads a day; without one, the first that is measured. */
  async load(day) {
    const open = this.app.paper.now;
    this.pause();
    this.state.textContent = "Running the day.";
    try {
      let told = await this.ask(day ?? 0, open);
      while (day === null && told.warm_up && told.day + 1 < told.days) {
        told = await this.ask(told.day + 1, open);
      }
      if (open !== this.app.paper.now) return;
      this.day = new Day(told);
      this.days(told);
      this.state.textContent = "";
      this.go(day === null ? MORNING : this.at);
    } catch (error) {
      this.state.textContent = error.message;
    }
  }

  async ask(day, open) {
    const { answers } = await this.app.office.clerk.ask([{ call: "motion", day }], { open });
    return answers[0];
  }

  /** The days to choose from, by their dates. */
  days({ days, day, date }) {
    const first = Date.parse(`${date}T00:00:00Z`) - day * DAY * 1000;
    const key = `${first} ${days}`;
    if (this.listed !== key) {
      const options = Array.from({ length: days }, (_, value) => {
        const words = DATE.format(new Date(first + value * DAY * 1000));
        return el("option", { value }, words);
      });
      this.select.replaceChildren(...options);
    }
    this.listed = key;
    this.select.value = String(day);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.start();
  }

  start() {
    if (!this.day) return;
    if (this.at >= DAY) this.at = 0;
    this.playing = true;
    this.play.textContent = "Pause";
    let before = performance.now();
    const frame = now => {
      if (!this.playing) return;
      // a tab in the background does not jump ahead
      const passed = Math.min(0.1, (now - before) / 1000);
      before = now;
      this.go(Math.min(DAY, this.at + passed * this.speed));
      if (this.at >= DAY) {
        this.pause();
        return;
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  pause() {
    this.playing = false;
    this.play.textContent = "Play";
  }

  step(direction) {
    if (!this.day) return;
    this.pause();
    this.go(this.day.next(this.at, direction));
  }

  go(at) {
    this.at = at;
    this.show();
  }

  show() {
    if (!this.day || this.box.closest("[hidden]")) return;
    this.scrub.value = this.at;
    const words = clock(this.at);
    if (this.time.textContent !== words) {
      this.time.textContent = words;
      this.scrub.setAttribute("aria-valuetext", words);
    }
    const span = calm.matches ? 0 : this.speed * MOVE;
    for (const scene of this.scenes) scene.draw(this.day, this.at, span);
    this.rows();
    const inside = this.day.inside(this.at);
    this.box.dataset.at = Math.round(this.at);
    const many = this.day.many(this.at)
      ? ` Above ${DOTS.toLocaleString("en")} batches, counts are drawn instead of dots.`
      : "";
    const said = `${inside.toLocaleString("en")} batches inside.${many}`;
    // a running clock is not read out
    this.state.setAttribute("aria-live", this.playing ? "off" : "polite");
    if (this.state.textContent !== said) this.state.textContent = said;
    const date = this.select.selectedOptions[0]?.textContent;
    this.when.textContent = `${date}, ${words}. ${said}`;
  }

  rows() {
    const rows = this.day.rows(this.at);
    while (this.body.rows.length < rows.length) {
      const numbers = [1, 2, 3, 4].map(() => el("td", { class: "number" }));
      this.body.append(el("tr", {}, el("th", { scope: "row", dir: "auto" }), numbers));
    }
    while (this.body.rows.length > rows.length) this.body.lastChild.remove();
    rows.forEach(({ label, queue, busy, blocked, open }, at) => {
      const numbers = [queue, busy, blocked, open].map(
        it => it?.toLocaleString("en") ?? "unlimited",
      );
      [...this.body.rows[at].cells].forEach((cell, column) => {
        const words = column ? numbers[column - 1] : label;
        if (cell.textContent !== words) cell.textContent = words;
      });
    });
  }
}
