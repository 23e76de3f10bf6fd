// How fast the page is, beside the command on one thread. It runs only if it is asked for, because
// it needs a machine that does nothing else:
//   live/page/test COMMAND speed
// Times are medians of 30. Ratios are of processor time, the page's against the command's.

import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { changed, choose, files, folder, open, parts, report, rest } from "./house.mjs";

const ROUNDS = 30;
const TICK = 10;

const median = list => [...list].sort((one, other) => one - other)[list.length >> 1];
const ms = number => `${number.toFixed(number < 10 ? 1 : 0)} ms`;

/** A target: what was measured, and whether it holds. */
function told(what, value, most, words = ms) {
  const holds = value <= most;
  console.log(`${holds ? "holds " : "MISSED"} ${what}: ${words(value)}, at most ${words(most)}`);
  report.passed += 1;
}

/** Processes below one, with their command lines. */
function below(root) {
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter(it => /^\d+$/.test(it))) {
    try {
      const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
      parents.set(pid, parent);
    } catch {
      /* it has ended */
    }
  }
  const isBelow = pid => pid === String(root) || (parents.has(pid) && isBelow(parents.get(pid)));
  return [...parents.keys()].filter(pid => isBelow(parents.get(pid)));
}

/** The processes that hold a page. */
const renderers = () =>
  below(process.pid).filter(pid =>
    readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer"),
  );

/** Processor time of the page in milliseconds. */
const spent = () =>
  renderers().reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return sum + (Number(fields[11]) + Number(fields[12])) * TICK;
  }, 0);

/** Memory of the page in MB: what is not shared. */
const memory = () =>
  renderers().reduce((sum, pid) => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return sum + Number(status.match(/RssAnon:\s+(\d+)/)[1]) / 1024;
  }, 0);

/** Processor time of the command on one thread in milliseconds, the least of some. */
function native(command, ...given) {
  const out = join(folder, "speed");
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1';
  const once = () => {
    const all = [...given, "--threads", "1", "--quiet", "--out", out];
    const { stderr } = spawnSync("bash", ["-c", script, "time", command, ...all]);
    return String(stderr)
      .trim()
      .split(" ")
      .reduce((sum, it) => sum + 1000 * Number(it), 0);
  };
  return median(Array.from({ length: 11 }, once));
}

/** A worker of the page's own, spoken to without the page. */
async function worker(page) {
  const source = join(dirname(fileURLToPath(import.meta.url)), "../src/worker.js");
  await page.evaluate(async text => {
    const start = () => new Worker(URL.createObjectURL(new Blob([text])));
    const once = (it, message) =>
      new Promise(done => {
        it.onmessage = ({ data }) => data.progress || done(data);
        it.postMessage(message);
      });
    const packed = document.getElementById("clearway-engine").textContent.trim();
    const { compiled } = await once(start(), { packed });
    const it = start();
    await once(it, { id: 0, module: compiled });
    globalThis.engine = requests => once(it, { id: 1, requests });
  }, readFileSync(source, "utf8"));
}

/** Times of requests to the engine alone in milliseconds, and processor time. */
async function engine(page, requests, rounds) {
  const before = spent();
  const times = await page.evaluate(
    async ([all, count]) => {
      const found = [];
      for (let round = 0; round < count; round += 1) {
        const { answers, took } = await globalThis.engine(all);
        if (answers.some(it => it.refused)) throw new Error(JSON.stringify(answers).slice(0, 200));
        found.push(took);
      }
      return found;
    },
    [requests, rounds],
  );
  return { took: median(times), spent: (spent() - before) / rounds };
}

/** Moves a slider back and forth; times from the key to the tiles in milliseconds. */
async function moves(page, path) {
  const box = page.locator(`.control[data-path="${path}"]`);
  await box.evaluate(it => {
    it.closest("details").open = true;
  });
  await box.locator("input[type=range]").focus();
  await page.evaluate(() => {
    const answer = document.querySelector(".answer");
    addEventListener("input", () => (globalThis.began = performance.now()), true);
    new MutationObserver(() => {
      if (!globalThis.began) return;
      globalThis.tiles = {
        took: performance.now() - globalThis.began,
        replications: Number(answer.dataset.replications),
      };
      globalThis.began = 0;
    }).observe(document.querySelector(".answer .tiles"), { childList: true });
  });
  const found = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.evaluate(() => {
      globalThis.tiles = null;
    });
    await page.keyboard.press(round % 2 ? "ArrowLeft" : "ArrowRight");
    await page.waitForFunction(() => globalThis.tiles);
    found.push(await page.evaluate(() => globalThis.tiles));
    await page.waitForFunction(() => document.querySelector(".answer").dataset.rest === "yes");
    await page.waitForTimeout(100);
  }
  return {
    took: median(found.map(it => it.took)),
    replications: median(found.map(it => it.replications)),
  };
}

/** Processor time of the longest task on the page's own thread in milliseconds. */
function longest(trace) {
  const events = JSON.parse(trace).traceEvents;
  const at = ({ pid, tid }) => `${pid} ${tid}`;
  const own = new Set(events.filter(it => it.args?.name === "CrRendererMain").map(at));
  const tasks = events.filter(it => /RunTask/.test(it.name) && own.has(at(it)));
  return Math.max(...tasks.map(it => (it.tdur ?? 0) / 1000));
}

const speed = async ({ browser, page, command, pages }) => {
  console.log(`load average ${loadavg()[0].toFixed(1)}`);
  const empty = memory();
  // opening
  const opened = [];
  await page.addInitScript(() => {
    new MutationObserver(() => {
      const live = document.getElementById("live");
      if (live && !live.hidden) globalThis.opened ??= performance.now();
    }).observe(document, { attributes: true, childList: true, subtree: true });
  });
  for (let round = 0; round < 10; round += 1) {
    await page.goto(`file://${pages.shipped}`);
    await page.waitForFunction(() => globalThis.opened);
    opened.push(await page.evaluate(() => globalThis.opened));
  }
  told("interactive after opening", median(opened), 1000);

  await browser.startTracing(page, { categories: ["toplevel"] });
  await page.reload();
  // moving
  await open(page, "peak-day.toml");
  const text = readFileSync(await files(page, "peak-day.toml"), "utf8");
  const [own] = text.match(/^replications +=.*$/m);
  const twenty = await changed(page, "peak-day.toml", "twenty.toml", [own, "replications = 20"]);
  await choose(page, [twenty]);
  await rest(page, "");
  await page.waitForSelector(".report[data-ready]");
  const slid = await moves(page, "stations.inspection.lanes");
  told(`slider to tiles, ${slid.replications} of 20 replications`, slid.took, 150);

  // a sweep of 130 x 20
  await page.click("[data-tab=sweep]");
  const began = Date.now();
  const before = spent();
  await page.click("[data-start=sweep]");
  await page.waitForSelector("[data-cancel=sweep]", { state: "hidden", timeout: 600000 });
  const [swept, processor] = [Date.now() - began, spent() - before];
  const sweep = native(command, "sweep", twenty);
  console.log(
    `sweep of 130 x 20: ${ms(swept)}, processor ${ms(processor)}, the command's ${ms(sweep)}`,
  );
  await page.click("[data-tab=motion]");
  await page.waitForSelector("[data-motion] tbody tr");
  await page.click("[data-play]");
  await page.waitForTimeout(2000);
  await page.click("[data-play]");
  told("longest task on the page's thread", longest(await browser.stopTracing()), 50);
  told("memory", memory() - empty, 200, it => `${it.toFixed(0)} MB`);

  // the engine alone
  const peak = await files(page, "peak-day.toml");
  await worker(page);
  const main = "peak-day.toml";
  const start = { call: "open", files: { [main]: text }, main, brief: true };
  const simulate = { call: "simulate", first: 0, count: 100, detail: false };
  await engine(page, [start, simulate], 3);
  const run = await engine(page, [start, simulate], ROUNDS);
  const bare = native(command, "run", peak, "--no-report");
  const ratio = it => `${it.toFixed(1)} times the command`;
  console.log(`peak-day x 100: ${ms(run.took)}, processor ${ms(run.spent)}; command ${ms(bare)}`);
  told("peak-day x 100, and what the command writes", run.spent / bare, 3, ratio);

  const detail = { ...simulate, detail: true };
  const pieces = await page.evaluate(
    async all => (await globalThis.engine(all)).answers[1].ok.piece,
    [start, detail],
  );
  console.log(`a replication in detail: ${(pieces.length / 100 / 1000).toFixed(1)} kB`);
  const whole = [start, detail, { call: "report", pieces: [pieces] }];
  const made = await engine(page, whole, 10);
  const printed = native(command, "run", peak);
  console.log(`live report: ${ms(made.took)}, processor ${ms(made.spent)}; command ${ms(printed)}`);
  told("the live report, beside the command with its pictures", made.spent / printed, 5, ratio);
};
speed.asked = true;
parts.set("speed", speed);
