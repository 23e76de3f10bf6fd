// The searches: sweep and compare point by point on all hands, staff and stress as one long call.
// Each can be cancelled; points that are finished stay and are shown.

import { button, count, el, span } from "./dom.js";
import { Report } from "./report.js";
import { Stopped } from "./workers.js";

const told = {
  sweep: {
    title: "Sweep",
    start: "Run the sweep",
    what: "Runs every combination of the values in [sweep], each with the same arrivals.",
  },
  compare: {
    title: "Compare",
    start: "Compare the variants",
    what: "Runs every variant of the file beside the scenario as it is, with the same arrivals.",
  },
  staff: {
    title: "Staff",
    start: "Find the cheapest arrangement",
    what: "Searches the arrangements of [staffing] for the cheapest that meets the target.",
  },
  stress: {
    title: "Stress",
    start: "Find the breaking point",
    what: "Searches the largest multiple of the arrivals at which the port still meets the target.",
  },
};

/** The size of a search in words. */
function size({ points, replications }) {
  if (!points) return "";
  return `${count(points, "arrangement")}, ${count(replications, "replication")} in all.`;
}

export class Command {
  constructor(name, app) {
    Object.assign(this, { name, app, running: false });
    const { title, start, what } = told[name];
    this.title = title;
    this.size = el("span");
    this.start = button(start, () => this.run(), { class: "main", "data-start": name });
    this.cancel = button("Cancel", () => this.stop(), { "data-cancel": name, hidden: true });
    this.bar = el("progress", { max: 1, value: 0, "aria-label": `Progress: ${title}` });
    this.state = el("p", { class: "state", role: "status" });
    this.bar.hidden = true;
    const shown = el("div", { class: "report" });
    this.report = new Report(shown);
    this.box = el(
      "div",
      { class: "command", "data-command": name },
      el("p", {}, what, " ", this.size),
      el("div", { class: "row" }, this.start, this.cancel, this.bar),
      this.state,
      shown,
    );
  }

  /** Shows what the scenario offers; a result of an earlier text is marked. */
  offer(offer, open) {
    this.size.textContent = size(offer);
    if (this.made && this.made !== open && !this.running) {
      this.state.textContent = "The result below is of the scenario before the last change.";
    }
  }

  async run() {
    const { app } = this;
    if (app.office.engaged || !app.sound) return;
    const open = app.paper.now;
    app.office.engaged = this.running = true;
    app.engage(true);
    this.start.disabled = true;
    this.cancel.hidden = this.bar.hidden = false;
    this.bar.removeAttribute("value");
    this.cancelled = false;
    this.state.textContent = "Running.";
    this.began = performance.now();
    this.cancel.focus();
    try {
      const search = this.name === "sweep" || this.name === "compare";
      await (search ? this.points(open) : this.search(open));
      this.made = open;
    } catch (error) {
      this.state.textContent =
        error instanceof Stopped
          ? "Cancelled. This search has no result before its end."
          : error.message;
    }
    for (const seat of [app.office.clerk, ...app.office.hands]) seat.renew();
    this.running = app.office.engaged = false;
    app.engage(false);
    this.start.disabled = false;
    this.cancel.hidden = this.bar.hidden = true;
    if (!this.box.hidden) this.start.focus({ preventScroll: true });
  }

  /** Terminates the workers; what they have finished stays. */
  stop() {
    this.cancelled = true;
    for (const seat of this.app.office.hands) if (seat.busy) seat.stop("cancelled");
  }

  /** Seconds since the start. */
  passed() {
    return (performance.now() - this.began) / 1000;
  }

  progress(done, of, words) {
    const seconds = this.passed();
    if (!of) {
      this.state.textContent = `${words}, ${span(seconds)} so far.`;
      return;
    }
    this.bar.value = done / of;
    const left = done > 0 && done < of ? `, ${span((seconds / done) * (of - done))} left` : "";
    this.state.textContent = `${words}${left}.`;
  }

  async points(open) {
    const { office } = this.app,
      command = this.name;
    const [first] = office.staff();
    const {
      answers: [all],
    } = await first.ask([{ call: "points", command }], { open });
    const pieces = [];
    let tried = 0;
    const thing = command === "sweep" ? "arrangement" : "part";
    this.progress(0, all.count, `0 of ${count(all.count, thing)}`);
    try {
      await office.share(
        office.hands,
        all.count,
        async (seat, index) => {
          const { answers } = await seat.ask([{ call: "point", command, index }], { open });
          return answers[0].piece;
        },
        (index, piece) => {
          tried += 1;
          // a point that cannot be run has no piece
          if (piece !== null) pieces.push([index, piece]);
          this.progress(tried, all.count, `${tried} of ${count(all.count, thing)}`);
        },
        () => this.cancelled,
      );
    } catch (error) {
      if (!(error instanceof Stopped) || !this.cancelled) throw error;
    }
    const done = `${pieces.length} of ${count(all.count, thing)}`;
    if (!pieces.length) {
      this.state.textContent = "Cancelled before the first was finished.";
      return;
    }
    this.state.textContent = "Making the report.";
    this.bar.removeAttribute("value");
    pieces.sort(([one], [other]) => one - other);
    const request = { call: "gather", command, pieces };
    const {
      answers: [made],
    } = await office.clerk.ask([request], { open });
    await this.report.show(made);
    this.asked = { request, open };
    this.state.textContent =
      this.cancelled && tried < all.count
        ? `Cancelled: the report has the finished ${done}.`
        : `Finished: ${count(all.count, thing)} in ${span(this.passed())}.`;
    this.box.dataset.done = pieces.length;
  }

  async search(open) {
    const { office } = this.app;
    const [hand] = office.staff();
    const watch = ({ done, of, text = "steps" }) => {
      this.progress(done, of, `${done.toLocaleString("en")} ${text}`);
    };
    const request = { call: this.name };
    const {
      answers: [made],
    } = await hand.ask([request], { open, watch });
    await this.report.show(made);
    this.asked = { request, open };
    this.state.textContent = `Finished in ${span(this.passed())}.`;
    this.box.dataset.done = "all";
  }

  clear() {
    this.report.clear();
    this.made = this.asked = null;
    this.state.textContent = "";
  }
}

/** The searches, in the order of their tabs. */
export const NAMES = Object.keys(told);
