// An opened scenario: its text, its controls and its answers are one document.

import { Answers } from "./answer.js";
import { Bench } from "./bench.js";
import { Command, NAMES } from "./commands.js";
import { Controls } from "./controls.js";
import { button, count, debounced, el } from "./dom.js";
import { Editor } from "./editor.js";
import { placed } from "./files.js";
import { Flow } from "./flow.js";
import { Keeping } from "./keeping.js";
import { layout } from "./layout.js";
import { Motion } from "./motion.js";
import { Paper, edit, stem, version } from "./paper.js";
import { Report } from "./report.js";
import { Source, lacking } from "./source.js";
import { Tabs } from "./tabs.js";
import { Tries } from "./tries.js";
import { Stopped } from "./workers.js";

/** Quiet time after which all replications are run, in milliseconds. */
const REST = 350;

export class App {
  constructor(office, page) {
    this.office = office;
    this.page = page;
    this.bench = new Bench(office);
    this.keeping = new Keeping(this);
    const parts = (this.parts = layout(
      {
        home: () => page.home(),
        open: () => page.choose(),
        save: () => this.keeping.scenario(),
        saveReport: () => this.keeping.report(),
        keep: () => this.keeping.ask(),
        kept: name => this.keeping.keep(name),
        undo: () => this.editor.undo(),
        redo: () => this.editor.redo(),
        print: () => print(),
      },
      page.data,
    ));
    this.answers = new Answers(parts.answer, parts.spoken);
    this.controls = new Controls(
      parts.controls,
      (path, value) => this.move(path, value),
      () => this.settle(),
    );
    this.tries = new Tries(
      text => this.editor.replace(text),
      () => this.confirm(),
    );
    parts.moves.after(this.tries.box);
    this.flowBox = new Flow(parts.flow, group => this.visit(group));
    this.report = new Report(parts.report);
    this.commands = Object.fromEntries(NAMES.map(name => [name, new Command(name, this)]));
    this.motion = new Motion(this);
    const fileBox = el("div", {}, parts.problems, parts.editor, parts.others);
    this.views = new Tabs("View of the scenario", [
      {
        key: "controls",
        title: "Controls",
        panel: parts.controls,
        enter: () => parts.frame.classList.remove("writing"),
      },
      {
        key: "file",
        title: "File",
        panel: fileBox,
        enter: () => {
          parts.frame.classList.add("writing");
          this.editor?.shown();
        },
      },
    ]);
    parts.side.append(this.views.bar, this.views.panels);
    this.results = new Tabs("Results", [
      {
        key: "report",
        title: "Report",
        panel: el("div", {}, parts.reportState, parts.report),
        enter: () => this.write(),
      },
      {
        key: "motion",
        title: "A day in motion",
        panel: el("div", {}, this.motion.box),
        enter: () => this.motion?.enter(),
      },
      ...NAMES.map(key => ({
        key,
        title: this.commands[key].title,
        panel: this.commands[key].box,
      })),
    ]);
    parts.show.append(this.results.bar, this.results.panels);
    this.editor = new Editor(parts.editor, (text, typed) => this.written(text, typed));
    this.source = new Source(parts, this.editor, words => this.views.remark("file", words));
    this.pending = new Map();
    this.soon = debounced(() => this.check(), 180);
    this.settle = debounced(() => this.rest(), REST);
  }

  /** The files with values of the command line written into the scenario. */
  async with(files, main, set) {
    if (!set.length) return files;
    const { answers } = await this.office.clerk.ask([edit(version(files, main), set)]);
    return { ...files, ...answers[0].files };
  }

  /** Opens files; what was there before is gone. */
  async open(files, main, set) {
    this.motion.pause();
    this.paper = new Paper(await this.with(files, main, set), main);
    Object.assign(this, {
      sound: false,
      found: null,
      first: null,
      flow: null,
      reported: null,
      rested: null,
      written_for: null,
    });
    this.pending.clear();
    this.bench.clear();
    this.controls.clear();
    this.flowBox.clear();
    this.heading({});
    this.answers.clear();
    this.report.clear();
    for (const command of Object.values(this.commands)) command.clear();
    this.tries.clear();
    this.results.choose("report");
    this.views.choose("controls");
    this.editor.load(this.paper.text);
    this.source.files(this.paper);
    await this.check();
  }

  /** The text changed: typed, moved, undone. */
  written(text, typed) {
    this.paper.write(text);
    this.tools();
    if (this.moving) return;
    this.bench.rest();
    if (typed) this.soon();
    else void this.check();
  }

  tools() {
    this.parts.undo.disabled = !this.editor.canUndo;
    this.parts.redo.disabled = !this.editor.canRedo;
    const mark = this.paper.unsaved ? "• " : "";
    document.title = `${mark}${this.parts.title.textContent} · clearway`;
  }

  /** A control was moved; the newest value of each path wins. */
  move(path, value) {
    this.bench.rest();
    this.pending.set(path, value);
    if (!this.pumping) void this.pump();
  }

  async pump() {
    this.pumping = true;
    while (this.pending.size) {
      const set = [...this.pending];
      this.pending.clear();
      const open = this.paper.now;
      try {
        const {
          answers: [edited],
        } = await this.office.desk.ask([edit(open, set)]);
        if (open !== this.paper.now) {
          // the text changed meanwhile: the same move is done on the new text
          for (const [path, value] of set)
            if (!this.pending.has(path)) this.pending.set(path, value);
          continue;
        }
        this.moving = true;
        this.editor.replace(edited.files[this.paper.main]);
        this.moving = false;
        await this.check(true);
      } catch (error) {
        this.moving = false;
        if (!(error instanceof Stopped)) this.tell(error.message);
        await this.check();
      }
    }
    this.pumping = false;
  }

  /** Lets the engine read the text; shows its problems, or controls and a first answer. While a
   * control moves, only what the answer needs is read. */
  async check(moving = false) {
    const open = this.paper.now;
    let found;
    try {
      found = await this.office.desk.read(open, moving);
      if (open === this.paper.now && this.paper.place(found.missing ?? [])) {
        this.source.files(this.paper);
        this.first = null;
        return this.check();
      }
      if (this.paper.first !== open && !this.first)
        this.first = await this.office.desk.read(this.paper.first);
    } catch (error) {
      if (!(error instanceof Stopped)) this.tell(error.message);
      return;
    }
    if (open !== this.paper.now) return;
    this.present(open, found);
    if (!found.sound) return;
    if (!(await this.quick(open, found))) return;
    if (!moving || !this.pending.size) this.settle();
  }

  /** Shows what the engine says of the text as it is now. */
  present(open, found) {
    this.sound = found.sound;
    this.asked = found.missing ?? [];
    if (this.written_for !== open) {
      const { report, reportState } = this.parts;
      delete report.dataset.ready;
      reportState.textContent = "The report follows when the numbers are at rest.";
    }
    this.source.main = this.paper.main;
    this.source.show(found);
    this.tools();
    if (!found.sound) {
      const { problems = [] } = found;
      if (this.asked.length) {
        this.answers.stale(lacking(this.asked));
        return;
      }
      const what = `The file has ${count(Math.max(1, problems.length), "problem")}`;
      const first = problems.length ? `: ${problems[0].message}` : "";
      this.answers.stale(`${what}${first}.`);
      return;
    }
    if (found.controls) this.whole(open, found);
    this.moved();
  }

  /** Shows all that the engine says of a sound text. */
  whole(open, found) {
    // a scenario that was opened with problems is compared with its first sound text
    if (open !== this.paper.first && !this.first?.sound) this.paper.rebase();
    if (open === this.paper.first) this.first = found;
    Object.assign(this, { found, flow: found.flow });
    this.answers.interval = `${Math.round(found.effort.confidence * 1000) / 10}\u00a0% interval`;
    this.heading(found);
    this.controls.show(found.controls, this.first?.controls ?? found.controls);
    const groups = new Map(found.controls.map(it => [it.group, it.group_label ?? it.group]));
    this.flowBox.show(found.flow, groups);
    for (const name of NAMES) {
      const offer = found.commands?.[name];
      this.results.offer(name, Boolean(offer));
      if (offer) this.commands[name].offer(offer, open);
    }
  }

  heading(found) {
    const { title, question } = this.parts;
    title.textContent = found.title || stem(this.paper.main);
    question.textContent = found.question ?? "";
    question.hidden = !found.question;
  }

  /** A first answer; false if the scenario cannot be run. */
  async quick(open, found) {
    try {
      const answer = await this.bench.quick(open, this.paper.first, found.effort.replications);
      if (open === this.paper.now) this.answers.show(answer, this.controls.moves(), null);
      return true;
    } catch (error) {
      this.failed(error, open);
      return false;
    }
  }

  /** A run failed: the answer is that of an earlier text. */
  failed(error, open) {
    if (!(error instanceof Stopped)) this.answers.stale(error.message);
    else if (error.broken) {
      this.answers.stale("The engine stopped while it ran this scenario.");
      // what cannot be run is no baseline
      if (open === this.paper.first) this.first = { ...this.first, sound: false };
    }
  }

  /** Reads what was left out while a control moved; false if the text is another one by now. */
  async complete(open) {
    try {
      const found = await this.office.desk.read(open);
      if (open !== this.paper.now) return false;
      this.present(open, found);
      return found.sound;
    } catch (error) {
      this.failed(error, open);
      return false;
    }
  }

  /** Nothing moves any more: all replications, then the report. */
  async rest() {
    const open = this.paper.now;
    if (!this.sound || this.pending.size) return;
    this.bench.rest();
    if (!(await this.complete(open))) return;
    const show = answer => {
      if (open === this.paper.now) this.answers.show(answer, this.controls.moves(), null);
    };
    try {
      const answer = await this.bench.full(open, this.paper.first, this.found.effort, show);
      if (!answer || open !== this.paper.now) return;
      show(answer);
      this.rested = open;
      this.tries.add(this.controls.moves(), this.paper.text, answer.tiles);
      await this.write();
      if (this.results.chosen === "motion") await this.motion.enter();
    } catch (error) {
      this.failed(error, open);
    }
  }

  /** Makes the report, if it is looked at and not there yet. */
  async write() {
    if (!this.paper || this.results?.chosen !== "report") return;
    const open = this.paper.now,
      state = this.parts.reportState;
    const run = this.bench.runs.get(open);
    if (!run || !this.sound || this.written_for === open) return;
    if (this.rested !== open) return;
    const { texts } = run.pieces();
    this.written_for = open;
    state.textContent = "Making the report.";
    try {
      const {
        answers: [made],
      } = await this.office.clerk.ask([{ call: "report", pieces: texts }], { open });
      if (open !== this.paper.now) {
        this.written_for = null;
        return;
      }
      this.office.clerk.renew();
      await this.report.show(made);
      this.reported = { request: { call: "report", pieces: texts }, open };
      state.textContent = "";
      this.parts.report.dataset.ready = this.controls.moves().join("\n") || "baseline";
    } catch (error) {
      this.written_for = null;
      if (!(error instanceof Stopped)) state.textContent = error.message;
    }
  }

  /** The moved controls, as the command takes them. */
  moved() {
    const moves = this.controls.moves();
    const list = moves.map(set => el("code", { "data-set": set }, set.replace("=", " = ")));
    this.parts.moves.replaceChildren(
      ...(list.length
        ? [
            el("span", { class: "remark" }, "Changed: "),
            ...list,
            button("Reset all", () => this.editor.replace(this.paper.opened), { class: "quiet" }),
            button("Make this the baseline", () => this.rebase(), { class: "quiet" }),
          ]
        : []),
    );
  }

  rebase() {
    this.paper.rebase();
    this.first = this.found;
    this.tries.clear();
    void this.check();
  }

  /** Runs the scenario and its baseline with another seed. */
  async confirm() {
    const seed = (crypto.getRandomValues(new Uint32Array(1))[0] % 900000) + 100000;
    const { paper } = this;
    const with_ = it => version(it.files, it.main, [["run.seed", String(seed)]]);
    const first = with_(paper.first),
      open = paper.now === paper.first ? first : with_(paper.now);
    const before = paper.now;
    this.bench.rest();
    const show = answer => {
      if (before === paper.now) this.answers.show(answer, this.controls.moves(), seed);
    };
    try {
      const answer = await this.bench.full(open, first, this.found.effort, show);
      if (answer) show(answer);
    } catch (error) {
      if (!(error instanceof Stopped)) this.tell(error.message);
    }
  }

  visit(group) {
    this.views.choose("controls");
    return this.controls.visit(group);
  }

  /** Are these files that the opened scenario lacks or has, and not another scenario? */
  wants(files) {
    if (!this.paper) return false;
    const known = Object.keys(this.paper.files).filter(name => name !== this.paper.main);
    const told = (this.asked ?? []).map(it => it.replace(/^.*[\\/]/, ""));
    return Object.keys(files).every(
      name => told.includes(name) || known.some(it => it.endsWith(name)),
    );
  }

  /** Adds files beside the scenario. */
  add(files) {
    this.paper.add(placed(files, [...(this.asked ?? []), ...Object.keys(this.paper.files)]));
    this.first = null;
    this.source.files(this.paper);
    void this.check();
  }

  tell(sentence) {
    const { said } = this.parts;
    said.replaceChildren(
      sentence,
      " ",
      button(
        "Close",
        () => {
          said.hidden = true;
        },
        { class: "quiet" },
      ),
    );
    said.hidden = false;
  }

  engage(busy) {
    for (const command of Object.values(this.commands)) command.start.disabled = busy;
  }
}
