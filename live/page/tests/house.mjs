// What all parts of the test need: a browser, the command, and the count of what holds.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
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

/** Opens the page; console errors, dialogs and requests beyond the file are failures. */
export async function launch(file, options = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ARGUMENTS,
  });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...options,
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
  await page.waitForSelector("#live:not([hidden])");
  return { browser, page, close: () => browser.close() };
}

/** Opens a scenario of the list, and waits until its answer is at rest. */
export async function open(page, main) {
  if (await page.locator("[data-act=home]:visible").count()) await page.click("[data-act=home]");
  await page.click(`[data-scenario="${main}"]`);
  await rest(page, "");
}

/** Waits until the answer of these moves is at rest. */
export async function rest(page, moves) {
  await page.waitForFunction(wanted => {
    const { dataset } = document.querySelector(".answer");
    return dataset.rest === "yes" && dataset.moves === wanted;
  }, moves);
}

/** Names of the scenarios of the page. */
export const scenarios = page =>
  page.$$eval("[data-scenario]", all => all.map(it => it.dataset.scenario));

/** Writes the files of the page into a folder, and returns the path of a scenario. */
export async function files(page, main) {
  const held = JSON.parse(await page.$eval("#clearway-data", it => it.textContent));
  const { mkdirSync, writeFileSync } = await import("node:fs");
  const { dirname } = await import("node:path");
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
  const page = readFileSync(join(out, "report.html"), "utf8");
  rmSync(out, { recursive: true, force: true });
  return { ...found, page };
}

/** Are two numbers the same up to the last places? */
export function same(one, other) {
  if (one === null || other === null || one === undefined || other === undefined)
    return (one ?? null) === (other ?? null);
  return Math.abs(one - other) <= 1e-12 * Math.max(1e-300, Math.abs(one), Math.abs(other));
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
