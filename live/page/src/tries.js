// The arrangements that were looked at: a table to compare them, and a way back to each.

import { button, el } from "./dom.js";

/** Answers looked at after which the page speaks of chance. */
const ENOUGH = 12;

export class Tries {
  /** `back(text)` returns to a text, `confirm()` runs it with a fresh seed. */
  constructor(back, confirm) {
    Object.assign(this, { back, confirm });
    this.note = el("p", { class: "note", hidden: true });
    this.head = el("tr");
    this.body = el("tbody");
    this.summary = el("summary");
    const table = el("table", { "data-tries": "" }, el("thead", {}, this.head), this.body);
    this.list = el(
      "details",
      { class: "looked", hidden: true },
      this.summary,
      el("div", { class: "scroll" }, table),
    );
    this.box = el("div", { class: "tries" }, this.note, this.list);
    this.clear();
  }

  clear() {
    this.made = new Map();
    this.show();
  }

  /** Takes what was looked at: what was moved, the text, and its tiles. */
  add(moves, text, tiles) {
    const name = moves.join("\n");
    this.made.delete(name);
    this.made.set(name, { moves, text, tiles });
    this.show();
  }

  show() {
    const all = [...this.made.values()];
    this.box.dataset.count = all.length;
    this.list.hidden = all.length < 2;
    this.note.hidden = all.length < ENOUGH;
    this.summary.textContent = `${all.length} arrangements looked at`;
    this.note.replaceChildren(
      `You have looked at ${all.length} arrangements with the same random numbers. The best of ` +
        "many tries looks a little better than it is. ",
      button("Confirm with a fresh seed", this.confirm, { "data-act": "confirm" }),
    );
    const columns = new Map();
    for (const it of all.flatMap(({ tiles }) => tiles))
      columns.set(`${it.metric} ${it.scope}`, it.label);
    const heads = ["Changed", ...columns.values(), ""];
    this.head.replaceChildren(
      ...heads.map((words, at) =>
        words || !at
          ? el("th", { scope: "col", dir: "auto", class: at ? "number" : null }, words)
          : el("td"),
      ),
    );
    this.body.replaceChildren(...all.map(it => this.row(it, [...columns.keys()])));
  }

  row({ moves, text, tiles }, columns) {
    const name = moves.length ? moves.map(it => it.replace("=", " = ")).join(", ") : "as opened";
    const cells = columns.map(column => {
      const it = tiles.find(tile => `${tile.metric} ${tile.scope}` === column);
      const tone = { met: "good", missed: "bad" }[it?.target?.verdict];
      return el(
        "td",
        { class: "number" },
        tone ? el("span", { class: `tone ${tone}` }, it.text) : (it?.text ?? ""),
      );
    });
    const go = button("Go back", () => this.back(text), {
      class: "link",
      "aria-label": `Go back to ${name}`,
    });
    return el("tr", {}, el("th", { scope: "row" }, name), cells, el("td", {}, go));
  }
}
