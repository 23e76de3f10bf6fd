// The opened scenario: its files, the text that is edited, and what it was at the beginning.

/** One version of the files, as the engine opens it. The same version is the same object. */
export function version(files, main, set = []) {
  return { call: "open", files, main, set };
}

/** Versions that are remembered, so that going back to one finds what was run. */
const REMEMBERED = 12;

/** A request to write values into the text of a version, or to keep them as a variant. */
export function edit({ files, main }, set, variant = {}) {
  return { call: "edit", files, main, set, ...variant };
}

/** Name and label of a variant of this title: a name is a key of the file. */
export function variant(title) {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return { variant: name || `variant-${Date.now() % 10000}`, label: title };
}

export class Paper {
  constructor(files, main) {
    this.files = { ...files };
    this.main = main;
    this.saved = this.opened = files[main];
    this.begin();
  }

  get text() {
    return this.files[this.main];
  }

  /** The files with the text of the beginning are the baseline. */
  begin() {
    this.first = version({ ...this.files, [this.main]: this.opened }, this.main);
    this.known = new Map([[this.opened, this.first]]);
    this.now = this.recall();
  }

  /** The version of the text as it is now. */
  recall() {
    const { text } = this;
    const found = this.known.get(text) ?? version(this.files, this.main);
    this.known.delete(text);
    this.known.set(text, found);
    for (const old of this.known.keys()) {
      if (this.known.size <= REMEMBERED) break;
      if (old !== this.opened) this.known.delete(old);
    }
    return found;
  }

  /** Takes another text of the scenario. */
  write(text) {
    if (text === this.text) return;
    this.files = { ...this.files, [this.main]: text };
    this.now = this.recall();
  }

  /** Adds or replaces other files, such as a base that was missing. */
  add(files) {
    const rest = Object.fromEntries(Object.entries(files).filter(([name]) => name !== this.main));
    this.files = { ...this.files, ...rest };
    this.begin();
  }

  /** Puts files that the reader gave under their bare names at the paths that the scenario asks
   * for; false if none is among them. */
  place(wanted) {
    const bare = wanted.map(path => [path, path.replace(/^.*[\\/]/, "")]);
    const found = bare.filter(([, name]) => name !== this.main && name in this.files);
    if (!found.length) return false;
    const files = { ...this.files };
    for (const [path, name] of found) {
      delete files[name];
      files[path] = this.files[name];
    }
    this.files = files;
    this.begin();
    return true;
  }

  /** Takes another text as the baseline; without one, the text as it is now. */
  rebase(text = this.text) {
    this.opened = text;
    this.first = this.known.get(text) ?? version({ ...this.files, [this.main]: text }, this.main);
    this.known.set(text, this.first);
  }

  get unsaved() {
    return this.text !== this.saved;
  }
}

/** The last part of a path. */
export const stem = name => name.replace(/^.*[\\/]/, "").replace(/\.toml$/i, "");
