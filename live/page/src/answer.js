// The answer: tiles with the value, its interval and the difference from the baseline.

import { VERDICT } from "./bench.js";
import { count, el } from "./dom.js";

const tones = {
  better: "good",
  worse: "bad",
  met: "good",
  missed: "bad",
  good: "good",
  bad: "bad",
};
const tone = verdict => `tone ${tones[verdict] ?? "open"}`;

/** The drawing of an interval and its target, as in the printed report. */
function range({ range: drawn, value, lower, upper, target }) {
  if (drawn === null) return null;
  const numbers = [value, lower, upper, target?.wanted, target?.good_from];
  if (!target || numbers.some(it => typeof it !== "number")) return null;
  const least = Math.min(...numbers),
    spread = Math.max(...numbers) - least || 1;
  const place = it => `${(8 + (84 * (it - least)) / spread).toFixed(1)}%`;
  const mark = (kind, at) => {
    const it = el("span", { class: kind });
    it.style.left = place(at);
    return it;
  };
  const bar = mark("bar", lower);
  bar.style.width = `${Math.max(0.5, (84 * (upper - lower)) / spread).toFixed(1)}%`;
  const marks = [bar, mark("dot", value)];
  if (target.good_from !== target.wanted) marks.push(mark("limit", target.good_from));
  marks.push(mark("goal", target.wanted));
  return el("div", { class: "range", "aria-hidden": "true" }, marks);
}

/** Does an interval say anything? That of a fixed cost does not. */
const varies = it => it.interval && it.lower !== it.upper;

/** The difference from the baseline in words, with an honest verdict. */
function difference(it) {
  if (!it) return null;
  return el(
    "p",
    { class: "difference", "data-verdict": it.verdict, "data-value": it.value },
    // the longest unit may be broken between its words
    el("span", { class: "by" }, it.text.replace("\u00a0points", " points")),
    " ",
    varies(it) ? el("span", { class: "small" }, `(${it.interval}) `) : null,
    it.verdict_text ? el("span", { class: tone(it.verdict) }, it.verdict_text) : null,
  );
}

function tile(it, interval) {
  const verdict = it.target?.verdict;
  return el(
    "div",
    {
      class: "tile",
      "data-metric": it.metric,
      "data-scope": it.scope,
      "data-value": it.value,
      "data-lower": it.lower,
      "data-upper": it.upper,
      "data-verdict": verdict,
    },
    el("p", { class: "what", dir: "auto" }, it.label),
    el("p", { class: "value" }, it.text),
    varies(it) ? el("p", { class: "small" }, `${interval} ${it.interval}`) : null,
    range(it),
    it.remark
      ? el(
          "p",
          { class: "remark" },
          verdict ? el("span", { class: tone(verdict) }, it.remark) : it.remark,
        )
      : null,
    difference(it.difference),
  );
}

export class Answers {
  constructor(box, spoken) {
    this.spoken = spoken;
    this.interval = "interval";
    this.state = el("p", { class: "state", role: "status" });
    this.headline = el("p", { class: "headline" });
    this.tiles = el("section", { class: "tiles", "aria-label": "Live key figures" });
    this.strip = el("p", { class: "strip", "aria-hidden": "true" });
    box.append(this.headline, this.state, this.tiles, this.strip);
    this.box = box;
  }

  /** Shows an answer; `moves` are the moved controls. */
  show(answer, moves, seed) {
    const { replications, all, rest } = answer;
    const enough = replications >= VERDICT || (rest && replications >= all);
    this.box.classList.remove("stale");
    Object.assign(this.box.dataset, {
      replications,
      rest: rest ? "yes" : "no",
      moves: moves.join("\n"),
    });
    const runs = count(replications, "replication");
    const of = rest ? runs : `${replications.toLocaleString("en")} of ${count(all, "replication")}`;
    const words = rest ? of : enough ? `${of}, simulating` : `Simulating: ${of}, no verdict yet`;
    const what = seed ? ` with the fresh seed ${seed}` : "";
    const from =
      moves.length && answer.tiles.some(it => it.difference)
        ? " · differences are paired with the baseline"
        : "";
    this.state.textContent = `${words}${what}${from}.`;
    this.headline.textContent = answer.headline ?? "Simulating …";
    this.tiles.replaceChildren(...answer.tiles.map(it => tile(it, this.interval)));
    const short = answer.tiles
      .slice(0, 2)
      .map(it => `${it.label}: ${it.text}`)
      .join(" · ");
    this.strip.textContent = short;
    if (rest) this.spoken.textContent = `${answer.headline ?? ""} ${short}. ${words}.`;
  }

  /** Nothing is known of the text as it is now; the last answer stays, marked. */
  stale(sentence) {
    const has = this.tiles.childElementCount > 0;
    this.box.classList.add("stale");
    this.box.dataset.rest = "no";
    if (!has) this.headline.textContent = "";
    this.state.textContent = has ? `${sentence} The answer below is from before.` : sentence;
  }

  clear() {
    this.box.classList.remove("stale");
    this.headline.textContent = "Simulating …";
    this.tiles.replaceChildren();
    this.state.textContent = "Simulating.";
    this.strip.textContent = "";
    this.box.dataset.replications = 0;
    this.box.dataset.rest = "no";
  }
}
