// What stands beside the text: the engine's problems and notes, and the other files.

import { button, count, el } from "./dom.js";

/** Says which files are not there. */
export const lacking = missing =>
  `Not there: ${missing.join(", ")}. Drop these files here, or open them.`;

export class Source {
  /** `editor` shows the problems at their places, `remark` says their number. */
  constructor({ problems, others }, editor, remark) {
    Object.assign(this, { box: problems, rest: others, editor, remark, main: "" });
  }

  /** Shows what the engine says against the text, and its notes. */
  show({ problems = [], notes = [], remarks = [], missing = [] }) {
    this.editor.problems(problems.filter(it => this.isHere(it)));
    this.remark(problems.length ? count(problems.length, "problem") : "");
    const absent = missing.length
      ? [el("li", { class: "problem error" }, lacking(missing))]
      : [];
    const told = [...notes, ...remarks].map(it =>
      el(
        "li",
        { class: `problem ${it.severity ?? ""}` },
        el("strong", {}, it.severity === "warning" ? "Warning. " : "Note. "),
        it.text ?? String(it),
      ),
    );
    this.box.replaceChildren(...absent, ...problems.map(it => this.problem(it)), ...told);
  }

  isHere(it) {
    return !it.file || it.file === this.main;
  }

  problem(it) {
    const here = this.isHere(it);
    const place = `${here ? "" : `${it.file}, `}line ${it.line}`;
    const go = here
      ? button(place, () => this.editor.visit(it), { class: "link" })
      : el("span", {}, place);
    return el(
      "li",
      { class: "problem error", "data-line": it.line },
      it.line ? go : null,
      " ",
      el("span", { class: "message" }, it.message),
      it.help ? el("span", { class: "help" }, ` ${it.help}`) : null,
    );
  }

  /** The other files of the scenario, to be read. */
  files(paper) {
    const names = Object.keys(paper.files).filter(name => name !== paper.main);
    this.rest.replaceChildren(
      ...names.map(name => {
        const it = paper.files[name];
        const words = typeof it === "string" ? it.slice(0, 20000) : "This file is not a text.";
        return el(
          "details",
          {},
          el("summary", { dir: "auto" }, name),
          el("pre", { tabindex: "0" }, words),
        );
      }),
    );
  }
}
