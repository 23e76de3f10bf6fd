// Shows a report of the engine in a shadow root: its styles and its ids stay inside.

import explore from "report:explore.js";
import script from "report:script.js";
import { breath, el } from "./dom.js";

/** What the report's scripts see as their document. */
function inside(root) {
  const body = root.querySelector(".page");
  return {
    createElement: name => document.createElement(name),
    createElementNS: (space, name) => document.createElementNS(space, name),
    createTextNode: words => document.createTextNode(words),
    // on what the next report replaces, so that no earlier one stays in memory
    addEventListener: (...given) => body.addEventListener(...given),
    querySelector: which => root.querySelector(which),
    querySelectorAll: which => root.querySelectorAll(which),
    getElementById: id => root.getElementById(id),
    get documentElement() {
      return document.documentElement;
    },
    body,
    get activeElement() {
      return root.activeElement;
    },
  };
}

/** Pictures out of sight are not laid out before they are looked at. */
const LIGHT = `
.chart { content-visibility: auto; contain-intrinsic-size: auto 24rem; }
@media print { .chart { content-visibility: visible; } }
.main { padding: 0 !important; margin: 0 !important; }
`;

/** The report's style sheet for a part of a page, which has a main part of its own. */
function rules(style) {
  const main = /(^|[\s{},])main(?=[\s{,.>:])/g;
  return style.replace(main, "$1.main").replace(/:root\b/g, ":host") + LIGHT;
}

/** The nodes of a part of the engine's page; its scripts run below, over the shadow root. */
function parsed(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const it of body.querySelectorAll("script:not([type])")) it.remove();
  return [...body.childNodes];
}

export class Report {
  constructor(box) {
    this.box = box;
    this.root = box.attachShadow({ mode: "open" });
    this.root.addEventListener("click", event => this.follow(event));
    this.turn = 0;
  }

  /** Links inside a report lead to its chapters. */
  follow(event) {
    const link = event.target.closest?.("a[href^='#']");
    if (!link) return;
    event.preventDefault();
    const chapter = this.root.getElementById(
      decodeURIComponent(link.getAttribute("href").slice(1)),
    );
    chapter?.scrollIntoView();
    chapter?.setAttribute("tabindex", "-1");
    chapter?.focus({ preventScroll: true });
  }

  /** Puts the page in, a section at a time, so that the reader is never kept waiting. */
  async show({ style: text, head, chapters }) {
    this.turn += 1;
    const { turn } = this;
    const style = el("style");
    style.textContent = rules(text);
    const main = el("div", { class: "main" });
    this.root.replaceChildren(style, el("div", { class: "page" }, main));
    this.box.dataset.full = "";
    main.append(...parsed(head));
    for (const [opening, ...pieces] of chapters) {
      const [chapter] = parsed(opening);
      main.append(chapter);
      for (const piece of pieces) {
        await breath();
        if (turn !== this.turn) return;
        chapter.append(...parsed(piece));
      }
    }
    await breath();
    if (turn !== this.turn) return;
    const has = this.root.getElementById("data");
    const seen = inside(this.root);
    // one script of the report must not stop the other
    for (const run of has ? [script, explore] : [script]) {
      try {
        run(seen);
      } catch (error) {
        console.warn("report:", error.message);
      }
      await breath();
    }
  }

  clear() {
    this.turn += 1;
    this.root.replaceChildren();
    delete this.box.dataset.full;
  }
}
