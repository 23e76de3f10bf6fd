// The controls: made from what the engine says of the scenario; no control is known by name here.

import { button, el } from "./dom.js";

let names = 0;

/** The number as text, without the noise of binary fractions. */
export const digits = number => String(Number(Number(number).toPrecision(12)));

/** The value as the command's `--set` takes it. */
const value = (control, number) => (control.form ?? "{}").replace("{}", digits(number));

/** One control: a slider and a number that move together. */
class Control {
  constructor(board, control, first) {
    this.board = board;
    names += 1;
    const id = `control-${names}`;
    const limits = { min: control.min, max: control.max, step: control.step ?? "any" };
    this.range = el("input", {
      type: "range",
      ...limits,
      "aria-label": `${control.label}, slider`,
      oninput: () => this.moved(this.range.value),
      onchange: () => board.rest(),
    });
    this.number = el("input", {
      type: "number",
      id,
      inputmode: "decimal",
      step: "any",
      min: control.least ?? null,
      onchange: () => this.moved(this.number.value, true),
    });
    this.mark = el("span", { class: "mark", title: "Value of the baseline" });
    this.reset = button(
      "Reset",
      () => {
        this.moved(this.first.value, true);
        this.number.focus();
      },
      { class: "quiet", "aria-label": `Reset ${control.label}` },
    );
    this.shown = el("code", { class: "set" });
    this.name = el("label", { for: id, dir: "auto" }, control.label);
    this.unit = el("span", { class: "unit" }, control.unit ?? "");
    this.base = el("span", { class: "base" });
    this.box = el(
      "div",
      { class: "control", "data-path": control.path },
      this.name,
      el("div", { class: "entry" }, this.number, this.unit),
      el("div", { class: "track" }, this.range, this.mark),
      el("div", { class: "foot" }, this.base, this.shown, this.reset),
    );
    this.show(control, first);
  }

  moved(number, rest) {
    if (number === "" || !isFinite(Number(number))) {
      this.show(this.control, this.first);
      return;
    }
    this.show({ ...this.control, value: Number(number), set: null }, this.first);
    this.board.move(this.control.path, value(this.control, number));
    if (rest) this.board.rest();
  }

  /** Shows the control as the engine tells it; `first` is the same control of the baseline. */
  show(control, first) {
    this.control = control;
    this.first = first ?? control;
    const { range } = this;
    range.min = Math.min(control.min, control.value);
    range.max = Math.max(control.max, control.value);
    if (Number(range.value) !== control.value) range.value = control.value;
    if (document.activeElement !== this.number || Number(this.number.value) !== control.value) {
      this.number.value = digits(control.value);
    }
    range.setAttribute("aria-valuetext", `${digits(control.value)} ${control.unit ?? ""}`.trim());
    const moved = control.value !== this.first.value;
    this.box.classList.toggle("moved", moved);
    this.reset.hidden = !moved;
    this.base.textContent = moved ? `was ${digits(this.first.value)}` : "";
    const set = `${control.path}=${value(control, control.value)}`;
    this.box.dataset.set = control.set ?? set;
    this.shown.textContent = moved ? (control.set ?? set).replace("=", " = ") : "";
    const share = (this.first.value - range.min) / (range.max - range.min || 1);
    this.mark.style.left = `calc(${(share * 100).toFixed(2)}% + ${(8 - share * 16).toFixed(1)}px)`;
    this.mark.hidden = share < 0 || share > 1;
  }
}

/** All controls, in groups; the paths of the searches come first. */
export class Controls {
  /** `move(path, value)` is told of every step, `rest()` of the end of a movement. */
  constructor(box, move, rest) {
    this.box = box;
    this.move = move;
    this.rest = rest;
    this.made = new Map();
    this.order = "";
  }

  /** Shows the controls of the engine beside those of the baseline. */
  show(controls, firsts) {
    const base = new Map(firsts.map(it => [it.path, it]));
    const order = controls
      .map(it => `${it.first ? "!" : ""}${it.group}\n${it.path}\n${it.label}`)
      .join("\n");
    if (order !== this.order) this.rebuild(controls, base);
    this.order = order;
    for (const control of controls) {
      this.made.get(control.path).show(control, base.get(control.path));
    }
    for (const [group, mark] of this.marks) {
      const moved = [...group.querySelectorAll(".control.moved")].length;
      mark.textContent = moved ? `${moved} moved` : "";
    }
  }

  rebuild(controls, base) {
    const focus = document.activeElement?.closest?.("[data-path]")?.dataset.path;
    const open = new Set(
      [...this.box.querySelectorAll("details[open]")].map(it => it.dataset.group),
    );
    this.made = new Map();
    this.marks = new Map();
    const groups = new Map(controls.some(it => it.first) ? [["first", []]] : []);
    for (const control of controls) {
      const key = control.first ? "first" : control.group;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(control);
    }
    const made = [...groups].map(([key, list], at) => {
      const rows = list.map(control => {
        const it = new Control(this, control, base.get(control.path));
        this.made.set(control.path, it);
        return it.box;
      });
      const title = key === "first" ? "Questions of this scenario" : (list[0].group_label ?? key);
      const mark = el("span", { class: "moves" });
      const group = el(
        "details",
        { class: "group", "data-group": key, open: at === 0 || open.has(key) },
        el("summary", {}, el("span", { dir: "auto" }, title), " ", mark),
        rows,
      );
      this.marks.set(group, mark);
      return group;
    });
    this.box.replaceChildren(
      ...(made.length
        ? made
        : [
            el(
              "p",
              { class: "remark" },
              "This scenario has no number that can be moved here. Edit its file.",
            ),
          ]),
    );
    if (focus) this.made.get(focus)?.number.focus();
  }

  /** Opens the controls of a station, and goes to the first. */
  visit(group) {
    const box = [...this.box.querySelectorAll("details")].find(it => it.dataset.group === group);
    const first =
      box?.querySelector(".control") ??
      [...this.made.values()].find(it => it.control.group === group)?.box;
    if (!first) return false;
    first.closest("details").open = true;
    first.scrollIntoView({ block: "center" });
    first.querySelector("input[type=range]").focus();
    return true;
  }

  /** The moved controls, as `--set` takes them. */
  moves() {
    return [...this.made.values()]
      .filter(it => it.box.classList.contains("moved"))
      .map(it => it.box.dataset.set);
  }
}
