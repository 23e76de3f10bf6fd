// What all parts of the test need: a browser, the command, and the count of what holds.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The parts of the test by name. */
export const parts = new Map();

/** Counts what holds and prints what does not. */
export function report(holds, what) {
  if (holds) report.passed += 1;
  else {
    report.failed += 1;
    console.log(`FAILED ${what}`);
  }
}
report.passed = 0;
report.failed = 0;

/** A folder that is removed at the end. */
export const folder = mkdtempSync(join(tmpdir(), "live-page-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A scenario with invented names and two bases, and where each file of it stands. */
const INVENTED = {
  "quay.toml": "quay.toml",
  "common.toml": "rules/common.toml",
  "first.toml": "rules/first.toml",
};

/** The paths of the scenario with invented names, its own first. */
export function invented() {
  const from = join(dirname(fileURLToPath(import.meta.url)), "../../../tests/clearway/live");
  return Object.entries(INVENTED).map(([name, place]) => {
    const path = join(folder, "ports", place);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(from, name), path);
    return path;
  });
}

/** Lets the command write the pages: that of the shipped scenarios, and one of a scenario with
 * invented names and two bases. */
export function written(command) {
  const [shipped, quay] = ["shipped.html", "quay.html"].map(name => join(folder, name));
  execFileSync(command, ["page", "--out", shipped], { stdio: "pipe" });
  execFileSync(command, ["page", invented()[0], "--out", quay], { stdio: "pipe" });
  return { shipped, quay };
}

/** Opens the page; console errors, dialogs and requests beyond the file are failures. */
export async function launch(file, options = {}) {
  const browser = await chromium.launch({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    args: ARGUMENTS,
  });
  // `live: false` waits for nothing: the page is not live there
  const { live = true, ...more } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...more,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120000);
  page.on("pageerror", error => report(false, `an error on the page: ${error.message}`));
  page.on("console", it => {
    if (it.type() === "error") report(false, `console: ${it.text()}`);
  });
  page.on("request", it => {
    if (!/^(file|data|blob):/.test(it.url())) report(false, `a request: ${it.url()}`);
  });
  page.on("dialog", it => {
    if (it.type() === "alert") report(false, `an alert: ${it.message()}`);
    it.accept().catch(() => {});
  });
  await page.goto(`file://${resolve(file)}`);
  if (live) await page.waitForSelector("#live:not([hidden])");
  return { browser, page, close: () => browser.close() };
}

/** Opens a scenario of the list, and waits until its answer is at rest; a page of one scenario
 * has it open. */
export async function open(page, main) {
  if (await page.locator("[data-act=home]:visible").count()) await page.click("[data-act=home]");
  const row = page.locator(`[data-scenario="${main}"]`);
  if (await row.count()) await row.click();
  await rest(page, "");
}

/** Waits until the answer of these moves is at rest. */
export async function rest(page, moves) {
  await page.waitForFunction(wanted => {
    const { rest, moves } = document.querySelector(".answer")?.dataset ?? {};
    return rest === "yes" && moves === wanted;
  }, moves);
}

const data = async page => JSON.parse(await page.$eval("#clearway-data", it => it.textContent));

/** Names of the scenarios of the page. */
export const scenarios = async page => (await data(page)).scenarios.map(it => it.main);

/** Opens files by the dialog. */
export async function choose(page, paths) {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.click("[data-act=open]:visible"),
  ]);
  await chooser.setFiles(paths);
}

/** Saves by a button of the page, and returns the text of the file. */
export async function saved(page, act, name) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.click(`[data-act=${act}]`),
  ]);
  const path = join(folder, name);
  await download.saveAs(path);
  return readFileSync(path, "utf8");
}

/** Sets a control by its number; returns what the page then says. */
export async function set(page, path, number) {
  const box = page.locator(`.control[data-path=${JSON.stringify(path)}]`);
  await box.evaluate(it => {
    it.closest("details").open = true;
  });
  await box.locator("input[type=number]").fill(String(number));
  await page.keyboard.press("Enter");
  return `${path}=${number}`;
}

/** Writes a scenario of the page with other words into a file. */
export async function changed(page, main, name, ...words) {
  let text = readFileSync(await files(page, main), "utf8");
  for (const [old, other] of words) {
    if (!text.includes(old)) throw new Error(`${main} has no ${old}`);
    text = text.replace(old, other);
  }
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Writes the files of the page into a folder, and returns the path of a scenario. */
export async function files(page, main) {
  const held = await data(page);
  for (const [name, it] of Object.entries(held.files)) {
    const path = join(folder, "files", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof it === "string" ? it : Buffer.from(it.base64, "base64"));
  }
  return join(folder, "files", main);
}

let runs = 0;

/** Runs the command and returns its results. */
export function results(command, name, file, ...options) {
  runs += 1;
  const out = join(folder, `out-${runs}`);
  try {
    execFileSync(command, [name, file, ...options, "--out", out], { stdio: "pipe" });
  } catch (error) {
    return { error: String(error.stderr) };
  }
  const found = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
  return { ...found, report: join(out, "report.html") };
}

/** Largest relative distance of two numbers: the logarithm and the exponential of the platforms
 * differ in their last digit. */
const NEAR = 1e-12;
/** The same in proportion to the numbers of which it is the difference: it has their error. */
const OF_BOTH = 1e-15;

/** Are two numbers the same up to the last places, if they may be differences of such numbers? */
export function same(one, other, most = 0) {
  if (one === null || other === null || one === undefined || other === undefined)
    return (one ?? null) === (other ?? null);
  const scale = Math.max(NEAR * Math.max(Math.abs(one), Math.abs(other)), OF_BOTH * most);
  return Math.abs(one - other) <= scale;
}

/** Where the rows of two reports differ by more than that; empty if nowhere. In a comparison the
 * numbers may be differences of any others, elsewhere of those in their row. */
export function numbers(one, other, isComparison) {
  const largest = list => Math.max(0, ...list.map(it => Math.abs(Number(it)) || 0));
  const all = isComparison ? largest(one.flat()) : 0;
  for (const [at, row] of one.entries()) {
    const there = other[at] ?? [];
    const most = all || largest(row);
    const isOther = (it, index) =>
      it !== there[index] && !same(Number(it), Number(there[index]), most);
    if (row.length !== there.length || row.some(isOther)) return `${row}, not ${there}`;
  }
  return one.length === other.length ? "" : `${one.length} rows, not ${other.length}`;
}

/** Where two texts differ by more than the last digit of a number; empty if nowhere. */
export function difference(one, other) {
  const words = text => text.replace(/[0-9a-f]{64}/g, "").split(/(\d+(?:\.\d+)?)/);
  const [here, there] = [words(one), words(other)];
  for (const [at, word] of here.entries()) {
    if (word === there[at]) continue;
    const [a, b] = [Number(word), Number(there[at])];
    const last = 1.000001 * 0.1 ** (word.split(".")[1] ?? "").length;
    if (word && Math.abs(a - b) <= Math.max(last, NEAR * Math.abs(a))) continue;
    const around = list => list.slice(Math.max(0, at - 6), at + 3).join("").slice(-150);
    return `"${around(here)}", not "${around(there)}"`;
  }
  return here.length === there.length ? "" : `${here.length} words, not ${there.length}`;
}

/** The tiles as values. */
export const tiles = page =>
  page.$$eval("[data-metric]", all =>
    all.map(({ dataset: it }) => {
      const number = text => (text === undefined ? null : Number(text));
      return {
        metric: it.metric,
        scope: it.scope,
        value: number(it.value),
        lower: number(it.lower),
        upper: number(it.upper),
        verdict: it.verdict ?? null,
      };
    }),
  );

/** Compares the tiles with the results of a run. */
export function compare(found, run, what) {
  if (run.error) {
    report(false, `${what}: the command refuses: ${run.error.slice(0, 300)}`);
    return;
  }
  const metrics = run.outcome.run.metrics;
  report(found.length > 0, `${what}: there are tiles`);
  for (const tile of found) {
    const it = metrics.find(metric => metric.metric === tile.metric && metric.scope === tile.scope);
    const name = `${what}: ${tile.metric} of ${tile.scope}`;
    if (!it) {
      report(false, `${name} is not in the results`);
      continue;
    }
    for (const [key, value] of [
      ["value", it.mean],
      ["lower", it.lower],
      ["upper", it.upper],
    ]) {
      report(same(tile[key], value), `${name}: ${key} is ${tile[key]}, the command's is ${value}`);
    }
  }
}
