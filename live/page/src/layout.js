// The parts of the page, as elements; what they do stands in app.js.

import { button, el } from "./dom.js";

/** Says which program this is: its version, and the sources of its engine. */
export function imprint({ version, engine_hash: hash }) {
  const engine = hash ? `, engine ${hash.slice(0, 12)}` : "";
  return el(
    "footer",
    { class: "imprint" },
    `clearway ${version}${engine}. Nothing leaves this page.`,
  );
}

/** Builds the frame of an opened scenario; `act` holds what its buttons do. */
export function layout(act, data) {
  const parts = {
    kind: el("p", { class: "kind" }, "Customs clearance simulation · live"),
    title: el("h1", { dir: "auto", tabindex: "-1" }),
    question: el("p", { class: "question", dir: "auto" }),
    said: el("p", { class: "said", role: "alert", hidden: true }),
    spoken: el("p", { class: "unseen", "aria-live": "polite" }),
    undo: button("Undo", act.undo, { "data-act": "undo" }),
    redo: button("Redo", act.redo, { "data-act": "redo" }),
    moves: el("div", { class: "moved-list", role: "group", "aria-label": "Moved controls" }),
    controls: el("div", { class: "controls" }),
    editor: el("div", { class: "editor" }),
    others: el("div", { class: "others" }),
    problems: el("ul", { class: "problems", "aria-label": "Problems of the file" }),
    answer: el("section", { class: "answer", "aria-label": "Live answer" }),
    flow: el("div", { class: "flow" }),
    report: el("div", { class: "report" }),
    reportState: el("p", { class: "state", role: "status" }),
    home: button("Scenarios", act.home, { "data-act": "home" }),
  };
  parts.tools = el(
    "div",
    { class: "tools", role: "group", "aria-label": "File" },
    parts.home,
    button("Open …", act.open, {
      "data-act": "open",
      title: "Open a scenario with its CSV and base files; they can also be dropped here",
    }),
    button("Save scenario", act.save, { "data-act": "save" }),
    button("Save report", act.saveReport, { "data-act": "save-report" }),
    button("Keep as variant …", act.keep, { "data-act": "keep" }),
    parts.undo,
    parts.redo,
    button("Print", act.print, { "data-act": "print" }),
  );
  parts.keeping = keeping(act);
  parts.head = el(
    "div",
    { class: "head" },
    parts.kind,
    parts.title,
    parts.question,
    parts.tools,
    parts.keeping.box,
    parts.said,
  );
  parts.side = el("div", { class: "side" });
  parts.show = el("div", { class: "show" }, parts.answer, parts.moves, parts.flow);
  parts.frame = el(
    "main",
    { class: "desk" },
    parts.head,
    parts.side,
    parts.show,
    parts.spoken,
    imprint(data),
  );
  return parts;
}

/** The form in which a variant is named. */
function keeping(act) {
  const name = el("input", {
    type: "text",
    required: true,
    maxlength: "60",
    "aria-label": "Name of the variant",
    placeholder: "name of the variant",
    "data-variant": "",
  });
  const form = el(
    "form",
    {
      class: "row keeping",
      hidden: true,
      onsubmit: event => {
        event.preventDefault();
        act.kept(name.value.trim());
      },
    },
    el("label", {}, "Keep the moved values in [variants] as ", name),
    el("button", { type: "submit", class: "main" }, "Keep"),
    button("Cancel", () => act.kept(null)),
  );
  form.addEventListener("keydown", event => {
    if (event.key === "Escape") act.kept(null);
  });
  return { box: form, name };
}

/** The list of scenarios at the start. */
export function library(data, open, choose) {
  const rows = data.scenarios.map(({ main, title, question }) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "scenario", "data-scenario": main, onclick: () => open(main) },
        el("strong", { dir: "auto" }, title || main),
        question ? el("span", { class: "question", dir: "auto" }, question) : null,
        el("span", { class: "file" }, main),
      ),
    ),
  );
  return el(
    "main",
    { class: "library" },
    el("p", { class: "kind" }, "Customs clearance simulation"),
    el("h1", {}, "clearway"),
    el(
      "p",
      { class: "question" },
      "How many batches does a port clear, how long does each take, and how " +
        "many lanes does that need? Choose a question, move what you like, and compare. All is " +
        "computed on this machine; nothing is sent.",
    ),
    el("ul", { class: "scenarios" }, rows),
    el(
      "p",
      { class: "row" },
      button("Open a scenario file …", choose, { class: "main", "data-act": "open" }),
      el("span", { class: "remark" }, "with its CSV and base files; they can also be dropped here"),
    ),
    imprint(data),
  );
}
