// Tabs as the keyboard and screen readers know them: arrows move, one panel is shown.

import { el } from "./dom.js";

let names = 0;

export class Tabs {
  /** `list` holds `{ key, title, panel, enter }`; `name` is what the tabs choose. */
  constructor(name, list) {
    this.bar = el("div", { class: "tabs", role: "tablist", "aria-label": name });
    this.panels = el("div", { class: "panels" });
    this.bar.addEventListener("keydown", event => this.key(event));
    this.tabs = list.map(({ key, title, panel, enter }) => {
      names += 1;
      const id = `tab-${names}`;
      const tab = el(
        "button",
        {
          type: "button",
          role: "tab",
          id,
          "aria-controls": `${id}-panel`,
          "data-tab": key,
          onclick: () => this.choose(key),
        },
        title,
      );
      panel.id = `${id}-panel`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", id);
      this.bar.append(tab);
      this.panels.append(panel);
      return { key, tab, panel, enter };
    });
    this.choose(list[0].key);
  }

  choose(key) {
    this.chosen = key;
    for (const it of this.tabs) {
      const chosen = it.key === key;
      it.tab.setAttribute("aria-selected", String(chosen));
      it.tab.tabIndex = chosen ? 0 : -1;
      it.panel.hidden = !chosen;
      if (chosen) it.enter?.();
    }
  }

  /** Shows or hides a tab; a hidden one is not left chosen. */
  offer(key, offered) {
    const it = this.tabs.find(tab => tab.key === key);
    it.tab.hidden = !offered;
    if (!offered && this.chosen === key) this.choose(this.tabs[0].key);
  }

  /** Adds a remark to a tab's name, such as the number of problems. */
  remark(key, words) {
    const it = this.tabs.find(tab => tab.key === key);
    it.title ??= it.tab.textContent;
    it.tab.textContent = words ? `${it.title} (${words})` : it.title;
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const shown = this.tabs.filter(it => !it.tab.hidden);
    let at = shown.findIndex(it => it.key === this.chosen);
    if (step) at = (at + step + shown.length) % shown.length;
    else if (event.key === "Home") at = 0;
    else if (event.key === "End") at = shown.length - 1;
    else return;
    event.preventDefault();
    this.choose(shown[at].key);
    shown[at].tab.focus();
  }
}
