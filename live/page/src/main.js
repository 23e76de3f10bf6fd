// The entry: compiles the engine once, shows the list of scenarios or opens the only one.

import { App } from "./app.js";
import { breath, button, el } from "./dom.js";
import { choose, read, scenarios } from "./files.js";
import { library } from "./layout.js";
import { stem } from "./paper.js";
import { Office, compile } from "./workers.js";

const get = id => document.getElementById(id);

class Page {
  constructor(data, module) {
    this.data = data;
    this.live = get("live");
    this.office = new Office(module, sentence => this.tell(sentence));
    this.app = new App(this.office, this);
    // is a scenario open, or the list shown?
    this.shown = false;
    addEventListener("beforeunload", event => {
      if (this.shown && this.app.paper.unsaved) event.preventDefault();
    });
    addEventListener("keydown", event => this.key(event));
    addEventListener("dragover", event => event.preventDefault());
    addEventListener("drop", event => {
      event.preventDefault();
      void this.take([...event.dataTransfer.files]);
    });
  }

  /** Ctrl+S saves the scenario; Ctrl+Z and Ctrl+Shift+Z or Ctrl+Y go back and forth. */
  key(event) {
    const { app } = this;
    if (!this.shown || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    // fields and the editor have an undo of their own
    const typing = event.target.closest?.("input:not([type=range]), select, .cm-editor");
    const key = event.key.toLowerCase();
    if (key === "s") app.keeping.scenario();
    else if (key === "z" && !typing) app.editor[event.shiftKey ? "redo" : "undo"]();
    else if (key === "y" && !typing) app.editor.redo();
    else return;
    event.preventDefault();
  }

  tell(sentence) {
    if (this.shown) {
      this.app.tell(sentence);
      return;
    }
    const why = get("why");
    why.textContent = sentence;
    why.hidden = false;
  }

  async start() {
    // the fonts are those of the charts; the page can be used before they are there
    this.office.clerk
      .ask([{ call: "fonts" }])
      .then(({ answers: [fonts] }) => this.fonts(fonts))
      .catch(() => {});
    const { scenarios: list, set } = this.data;
    if (list.length === 1) await this.show(list[0].main, set ?? []);
    else this.home(true);
    get("printed").hidden = true;
    this.live.hidden = false;
  }

  async fonts({ regular, bold }) {
    for (const [text, weight] of [
      [regular, "400"],
      [bold, "700"],
    ]) {
      const letters = Uint8Array.from(atob(text), it => it.charCodeAt(0));
      const face = new FontFace("Noto Sans", letters, { weight });
      document.fonts.add(await face.load());
    }
  }

  leave() {
    return (
      !this.shown ||
      !this.app.paper.unsaved ||
      confirm("The scenario has changes that are not saved. Leave them?")
    );
  }

  home(first = false) {
    if (!first && !this.leave()) return;
    this.live.replaceChildren(
      library(
        this.data,
        main => void this.show(main),
        () => void this.choose(),
      ),
    );
    this.shown = false;
    this.app.motion.pause();
    document.title = "clearway";
  }

  /** Opens a scenario of the page, with the files that it needs. */
  async show(main, set = []) {
    const one = this.data.scenarios.find(it => it.main === main);
    const names = one.files ?? Object.keys(this.data.files);
    await this.enter(
      Object.fromEntries(names.map(name => [name, this.data.files[name]])),
      main,
      set,
    );
  }

  async enter(files, main, set = []) {
    const { frame, home, title } = this.app.parts;
    home.hidden = this.data.scenarios.length < 2;
    this.live.replaceChildren(frame);
    this.shown = true;
    get("why").hidden = true;
    const opened = this.app.open(files, main, set);
    scrollTo(0, 0);
    await opened;
    title.focus({ preventScroll: true });
  }

  async choose() {
    await this.take(await choose());
  }

  /** Takes files of the reader: a scenario with what it needs, or what an opened one lacks. */
  async take(list) {
    if (!list.length) return;
    const files = await read(list);
    const tops = scenarios(files);
    if (!tops.length) {
      if (!this.shown) {
        this.tell("Open a scenario, a file that ends in .toml, with its other files.");
        return;
      }
      this.app.add(files);
      return;
    }
    if (this.shown && this.app.wants(files)) {
      this.app.add(files);
      return;
    }
    if (!this.leave()) return;
    if (tops.length === 1) {
      await this.enter(files, tops[0]);
      return;
    }
    this.ask(files, tops);
  }

  /** Several scenarios were opened at once: which one? */
  ask(files, tops) {
    const box = el(
      "main",
      { class: "library" },
      el("h1", {}, "Which scenario?"),
      el(
        "ul",
        { class: "scenarios" },
        tops.map(name =>
          el(
            "li",
            {},
            el(
              "button",
              {
                type: "button",
                class: "scenario",
                "data-scenario": name,
                onclick: () => void this.enter(files, name),
              },
              el("strong", { dir: "auto" }, stem(name)),
              el("span", { class: "file", dir: "auto" }, name),
            ),
          ),
        ),
      ),
      button("Back", () => this.home(true)),
    );
    this.live.replaceChildren(box);
    box.querySelector("button").focus();
  }
}

globalThis.clearwayPage = {
  /** Starts the page from its data and the gzipped engine, as digits of base 85. */
  async open(data, packed) {
    const module = compile(packed);
    await breath();
    const page = new Page(data, await module);
    await breath();
    await page.start();
  },
};
