// The controls: made from what the engine says of the scenario; no control is known by name here.

import { button, el } from "./dom.js";

let names = 0;

/** The number as text, without the noise of binary fractions. */
export const digits = number => String(Number(Number(number).toPrecision(12)));

/** The value as the command's `--set` takes it. */
const written = (control, value) =>
  control.options?.length ? String(value) : (control.form ?? "{}").replace("{}", digits(value));

/** Gives each control what it is known by, whatever its path is: the path of a share changes when
 * another share becomes the rest. */
function known(controls) {
  const seen = new Map();
  return controls.map(control => {
    const name = `${control.group}\n${control.label}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return { ...control, id: `${name}\n${before}` };
  });
}

/** The value that the reader moves: a number, or one of some texts. */
const held = control => (control.options?.length ? control.text : control.value);

/** The value in words. */
const words = (control, value) => (control.options?.length ? value : digits(value));

/** What all controls have: a name, a mark of the baseline, the path with its value, and reset. */
class Control {
  constructor(board, control) {
    this.board = board;
    names += 1;
    this.id = `control-${names}`;
    this.reset = button("Reset", () => this.moved(held(this.first), true), {
      class: "quiet",
      "aria-label": `Reset ${control.label}`,
    });
    this.shown = el("code", { class: "set" });
    this.base = el("span", { class: "base" });
    this.box = el(
      "div",
      { class: "control", "data-path": control.path, "data-key": control.id },
      el("label", { for: this.id, dir: "auto" }, control.label),
      this.fields(control),
      el("div", { class: "foot" }, this.base, this.shown, this.reset),
    );
  }

  /** Takes another value; it is at rest if no more are to come. */
  moved(value, rest) {
    const numeric = !this.control.options?.length;
    if (numeric && (value === "" || !isFinite(Number(value)))) {
      this.show(this.control, this.first);
      return;
    }
    const now = numeric ? { value: Number(value) } : { text: value };
    this.show({ ...this.control, ...now, set: null }, this.first);
    const { path, id } = this.control;
    const text = written(this.control, value);
    this.board.sent.set(id, { set: `${path}=${text}`, value: numeric ? Number(value) : value });
    this.board.move(path, text);
    if (rest) this.board.rest();
  }

  /** The path and the value: as they were sent, which the scenario of the beginning understands. */
  setting(control) {
    const sent = this.board.sent.get(control.id);
    if (sent && sent.value === held(control)) return sent.set;
    return control.set ?? `${control.path}=${written(control, held(control))}`;
  }

  /** Shows the control as the engine tells it; `first` is the same control of the baseline. */
  show(control, first) {
    this.control = control;
    this.first = first ?? control;
    const moved = held(control) !== held(this.first);
    const set = this.setting(control);
    this.box.classList.toggle("moved", moved);
    this.reset.hidden = !moved;
    this.base.textContent = moved ? `was ${words(control, held(this.first))}` : "";
    this.box.dataset.set = set;
    this.shown.textContent = moved ? set.replace("=", " = ") : "";
    this.refresh();
  }
}

/** A slider and a number that move together. */
class Slider extends Control {
  fields(control) {
    this.range = el("input", {
      type: "range",
      min: control.min,
      max: control.max,
      step: control.step ?? "any",
      "aria-label": `${control.label}, slider`,
      oninput: () => this.moved(this.range.value),
      onchange: () => this.board.rest(),
    });
    this.number = el("input", {
      type: "number",
      id: this.id,
      inputmode: "decimal",
      step: "any",
      onchange: () => this.moved(this.number.value, true),
    });
    this.mark = el("span", { class: "mark", title: "Value of the baseline" });
    return [
      el("div", { class: "entry" }, this.number, el("span", { class: "unit" }, control.unit ?? "")),
      el("div", { class: "track" }, this.range, this.mark),
    ];
  }

  refresh() {
    const { range, number, control, first } = this;
    range.min = Math.min(control.min, control.value);
    range.max = Math.max(control.max, control.value);
    if (Number(range.value) !== control.value) range.value = control.value;
    if (document.activeElement !== number || Number(number.value) !== control.value) {
      number.value = digits(control.value);
    }
    range.setAttribute("aria-valuetext", `${digits(control.value)} ${control.unit ?? ""}`.trim());
    const share = (first.value - range.min) / (range.max - range.min || 1);
    this.mark.style.left = `calc(${(share * 100).toFixed(2)}% + ${(8 - share * 16).toFixed(1)}px)`;
    this.mark.hidden = !(share >= 0 && share <= 1);
  }
}

/** One of some texts. */
class Choice extends Control {
  fields(control) {
    const options = control.options.map(text => el("option", { value: text, dir: "auto" }, text));
    this.select = el("select", {
      id: this.id,
      onchange: () => this.moved(this.select.value, true),
    });
    this.select.append(...options);
    return el("div", { class: "entry" }, this.select);
  }

  refresh() {
    const { text } = this.control;
    if (![...this.select.options].some(it => it.value === text)) {
      this.select.append(el("option", { value: text, dir: "auto" }, text));
    }
    this.select.value = text;
  }
}

/** Sections that come first, because they are moved most. */
const SECTIONS = ["stations", "arrivals", "teams"];

/** Controls in groups: the paths of the searches, then parts with a name, then whole sections. */
function grouped(controls) {
  const groups = new Map();
  const rank = control => {
    const at = SECTIONS.indexOf(control.group.split(".")[0]);
    return control.first ? -1 : at < 0 ? SECTIONS.length : at;
  };
  for (const control of [...controls].sort((one, other) => rank(one) - rank(other))) {
    const [section] = control.group.split(".");
    const has = control.group_label !== control.group;
    const name = control.first ? "first" : has ? control.group : section;
    const title = control.first
      ? "Questions of this scenario"
      : has
        ? control.group_label
        : section[0].toUpperCase() + section.slice(1);
    if (!groups.has(name)) groups.set(name, { name, title, list: [] });
    groups.get(name).list.push(control);
  }
  return [...groups.values()];
}

/** All controls, in groups; the paths of the searches come first. */
export class Controls {
  /** `move(path, value)` is told of every step, `rest()` of the end of a movement. */
  constructor(box, move, rest) {
    this.box = box;
    this.move = move;
    this.rest = rest;
    this.made = new Map();
    this.sent = new Map();
    this.order = "";
  }

  /** Shows the controls of the engine beside those of the baseline. */
  show(told, firsts) {
    const controls = known(told);
    const base = new Map(known(firsts).map(it => [it.id, it]));
    const order = controls
      .map(it => `${it.first ? "!" : ""}${it.group}\n${it.path}\n${it.label}`)
      .join("\n");
    if (order !== this.order) this.rebuild(controls, base);
    this.order = order;
    for (const control of controls) {
      this.made.get(control.id).show(control, base.get(control.id));
    }
    for (const [group, mark] of this.marks) {
      const moved = [...group.querySelectorAll(".control.moved")].length;
      mark.textContent = moved ? `${moved} moved` : "";
    }
  }

  rebuild(controls, base) {
    const { activeElement: at } = document;
    const focus = at?.closest?.("[data-key]")?.dataset.key;
    const open = new Set(
      [...this.box.querySelectorAll("details[open]")].map(it => it.dataset.group),
    );
    this.made = new Map();
    this.marks = new Map();
    const groups = grouped(controls);
    const made = groups.map(({ name, title, list }, at) => {
      const rows = list.map(control => {
        const { label } = control;
        const named =
          name === "first" ? { ...control, label: `${control.group_label}: ${label}` } : control;
        const it = control.options?.length ? new Choice(this, named) : new Slider(this, named);
        this.made.set(control.id, it);
        return it.box;
      });
      const mark = el("span", { class: "moves" });
      const group = el(
        "details",
        { class: "group", "data-group": name, open: at === 0 || open.has(name) },
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
    const box = focus && this.made.get(focus)?.box;
    if (box)
      (box.querySelector(`input[type="${at.type}"]`) ?? box.querySelector("input, select")).focus();
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
    first.querySelector("input[type=range], select").focus();
    return true;
  }

  /** The moved controls, as `--set` takes them, without what only follows from another share. */
  moves() {
    const moved = [...this.made.values()].filter(it => it.box.classList.contains("moved"));
    const sent = moved.filter(it => this.sent.has(it.control.id));
    const paths = new Set(sent.map(it => it.control.path));
    const rest = moved.filter(it => !sent.includes(it) && !paths.has(it.control.path));
    return [...new Set([...sent, ...rest].map(it => it.box.dataset.set))];
  }

  /** Another scenario was opened. */
  clear() {
    this.sent.clear();
    this.made.clear();
    this.order = "";
    this.box.replaceChildren();
  }
}
