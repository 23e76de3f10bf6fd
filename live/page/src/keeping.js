// What leaves the page: the scenario, its report, and variants kept in the scenario.

import { save } from "./files.js";
import { edit, stem, variant } from "./paper.js";
import { Stopped } from "./workers.js";

export class Keeping {
  constructor(app) {
    this.app = app;
  }

  /** Saves the scenario. */
  scenario() {
    save(`${stem(this.app.paper.main)}.toml`, this.app.paper.text, "application/toml");
    this.app.paper.saved = this.app.paper.text;
    this.app.tools();
  }

  /** Saves the report that is looked at, as the command writes it. */
  async report() {
    const command = this.app.commands[this.app.results.chosen];
    const wanted = command ? command.asked : this.app.reported;
    if (!wanted) {
      this.app.tell("There is no report yet. It is made when the numbers are at rest.");
      return;
    }
    const name = command
      ? `${stem(this.app.paper.main)}-${command.name}`
      : stem(this.app.paper.main);
    try {
      const {
        answers: [made],
      } = await this.app.office.clerk.ask([{ ...wanted.request, whole: true }], {
        open: wanted.open,
      });
      save(`${name}.html`, made.page, "text/html");
    } catch (error) {
      if (!(error instanceof Stopped)) this.app.tell(error.message);
    }
  }

  /** Asks for the name of a variant. */
  ask() {
    const { box, name } = this.app.parts.keeping;
    if (!this.app.controls.moves().length) {
      this.app.tell("Move a control first: a variant holds what was moved.");
      return;
    }
    box.hidden = false;
    name.focus();
  }

  /** Keeps the moved values as a variant of the scenario as it was. */
  async keep(name) {
    const { box } = this.app.parts.keeping;
    box.hidden = true;
    if (!name) return;
    const set = this.app.controls
      .moves()
      .map(it => [it.slice(0, it.indexOf("=")), it.slice(it.indexOf("=") + 1)]);
    try {
      const {
        answers: [edited],
      } = await this.app.office.clerk.ask([edit(this.app.paper.first, set, variant(name))]);
      const text = edited.files[this.app.paper.main];
      this.app.paper.rebase(text);
      this.app.first = null;
      this.app.editor.replace(text);
      this.app.tell(`Kept as the variant ${name}. The controls are back where they were.`);
    } catch (error) {
      this.app.tell(error.message);
    }
  }
}
