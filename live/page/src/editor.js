// The scenario as a text: one CodeMirror document, whose history serves the controls too.

import {
  defaultKeymap,
  history,
  historyKeymap,
  redo,
  redoDepth,
  undo,
  undoDepth,
} from "@codemirror/commands";
import {
  HighlightStyle,
  StreamLanguage,
  bracketMatching,
  syntaxHighlighting,
} from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { lintGutter, lintKeymap, linter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.comment, class: "toml-comment" },
  { tag: [tags.string, tags.special(tags.string)], class: "toml-string" },
  { tag: [tags.number, tags.bool, tags.atom], class: "toml-number" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "toml-key" },
]);

/** Place of a problem as offsets in the text; without a place, the first line. */
function spread(state, problem) {
  const line = state.doc.line(Math.min(Math.max(1, problem.line ?? 1), state.doc.lines));
  // columns count characters, offsets count UTF-16 units
  const letters = [...line.text];
  const offset = letters.slice(0, Math.max(0, (problem.column ?? 1) - 1)).join("").length;
  const words = letters
    .slice(0, (problem.column ?? 1) - 1 + Math.max(1, problem.length ?? 1))
    .join("");
  const from = Math.min(line.from + offset, line.to);
  return { from, to: Math.max(from, Math.min(line.from + words.length, line.to)) };
}

const severity = { error: "error", warning: "warning", remark: "info" };

/** What the reader sees at the place: the message and what to write instead. */
function told(problem) {
  const box = document.createElement("div");
  for (const words of [problem.message, problem.help]) {
    if (!words) continue;
    const line = document.createElement("p");
    line.textContent = words;
    box.append(line);
  }
  return box;
}

export class Editor {
  /** `changed(text, typed)` is called after every change of the text. */
  constructor(parent, changed) {
    this.changed = changed;
    this.view = new EditorView({ parent, state: this.state("") });
    this.quiet = false;
  }

  state(text) {
    const changes = EditorView.updateListener.of(update => {
      if (update.docChanged && !this.quiet) {
        const typed = update.transactions.some(
          it => it.isUserEvent("input") || it.isUserEvent("delete"),
        );
        this.changed(this.text, typed);
      }
    });
    const name = {
      "aria-label": "Scenario file",
      tabindex: "0",
      spellcheck: "false",
      "data-file": "",
    };
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search({ top: true }),
        StreamLanguage.define(toml),
        syntaxHighlighting(colours),
        linter(null),
        EditorView.contentAttributes.of(name),
        EditorView.lineWrapping,
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
        changes,
      ],
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** Puts in another scenario; the history begins anew. */
  load(text) {
    this.quiet = true;
    this.view.setState(this.state(text));
    this.quiet = false;
  }

  /** Changes the text in one step of the history, and only where it differs. */
  replace(text) {
    const old = this.text;
    if (old === text) return;
    let from = 0,
      to = 0;
    const least = Math.min(old.length, text.length);
    while (from < least && old[from] === text[from]) from += 1;
    while (to < least - from && old[old.length - 1 - to] === text[text.length - 1 - to]) to += 1;
    this.view.dispatch({
      changes: { from, to: old.length - to, insert: text.slice(from, text.length - to) },
    });
  }

  undo() {
    undo(this.view);
  }
  redo() {
    redo(this.view);
  }
  get canUndo() {
    return undoDepth(this.view.state) > 0;
  }
  get canRedo() {
    return redoDepth(this.view.state) > 0;
  }

  /** Shows the problems at their places. */
  problems(found) {
    const { state } = this.view;
    const marks = found
      .map(problem => ({
        ...spread(state, problem),
        severity: severity[problem.severity] ?? "error",
        message: [problem.message, problem.help].filter(Boolean).join(" "),
        renderMessage: () => told(problem),
      }))
      .sort((one, other) => one.from - other.from);
    this.view.dispatch(setDiagnostics(state, marks));
  }

  /** Moves to the place of a problem. */
  visit(problem) {
    const { from, to } = spread(this.view.state, problem);
    this.view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    this.view.focus();
  }

  /** Measures again after the view was hidden. */
  shown() {
    this.view.requestMeasure();
  }
}
