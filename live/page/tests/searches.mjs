// Sweep, compare, staff and stress: finished as the command does them, and cancelled halfway.

import { readFileSync } from "node:fs";
import {
  changed,
  choose,
  difference,
  files,
  numbers,
  open,
  parts,
  report,
  results,
  saved,
  scenarios,
} from "./house.mjs";

const SEARCHES = ["sweep", "compare", "staff", "stress"];

/** The text of a report as it is printed. */
const words = html =>
  html
    .replace(/<style[^]*?<\/style>|<script[^]*?<\/script>/g, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** What a reader sees of a report: its text, and the numbers behind the figures of its tables. */
function seen(root) {
  const values = [...root.querySelectorAll("tr:has(data)")].map(row =>
    [...row.querySelectorAll("data")].map(it => it.getAttribute("value")),
  );
  const main = root.querySelector(".main, main").cloneNode(true);
  // an axis that a script draws has as many labels as its width allows
  for (const it of main.querySelectorAll("script, noscript, svg")) it.remove();
  return { text: main.textContent.replace(/\s+/g, " ").trim(), numbers: values };
}

const shown = (page, name) =>
  page.$eval(
    `[data-command=${name}] .report`,
    (host, read) => new Function(`return ${read}`)()(host.shadowRoot),
    seen.toString(),
  );

/** Opens the report of the command beside the page, where its scripts run as they do there. */
async function printed(page, path) {
  const beside = await page.context().newPage();
  await beside.goto(`file://${path}`);
  const found = await beside.evaluate(
    read => new Function(`return ${read}`)()(document),
    seen.toString(),
  );
  await beside.close();
  return found;
}

/** Starts a search, and waits for its end. */
async function search(page, name) {
  await page.click(`[data-tab=${name}]`);
  await page.click(`[data-start=${name}]`);
  await page.waitForSelector(`[data-cancel=${name}]`, { state: "hidden", timeout: 600000 });
}

async function searches({ page, command }) {
  let done = 0;
  for (const main of await scenarios(page)) {
    await open(page, main);
    const file = await files(page, main);
    for (const name of SEARCHES) {
      if (!(await page.locator(`[data-tab=${name}]:visible`).count())) continue;
      await search(page, name);
      const { report: path, error } = results(command, name, file);
      if (error) {
        report(false, `${main}, ${name}: the command refuses: ${error.slice(0, 200)}`);
        continue;
      }
      const [here, there] = [await shown(page, name), await printed(page, path)];
      const other = difference(here.text, there.text);
      report(!other, `${main}, ${name}: the page shows ${other}`);
      const values = numbers(here.numbers, there.numbers, name === "compare");
      report(there.numbers.length > 0 && !values, `${main}, ${name}: ${values}`);
      const whole = await saved(page, "save-report", "search.html");
      const kept = difference(words(whole), words(readFileSync(path, "utf8")));
      report(!kept, `${main}, ${name}: the saved report says ${kept}`);
      done += 1;
    }
  }
  console.log(`${done} searches finished`);
}

parts.set("searches", searches);
parts.set("searches of invented names", searches);

/** Starts a search, waits for a sign of progress, and cancels. */
async function halfway(page, name, sign) {
  await page.click(`[data-tab=${name}]`);
  await page.click(`[data-start=${name}]`);
  const state = page.locator(`[data-command=${name}] .state`);
  await page.waitForFunction(
    ([it, wanted]) => new RegExp(wanted).test(it.textContent),
    [await state.elementHandle(), sign],
  );
  await page.click(`[data-cancel=${name}]`);
  await page.waitForSelector(`[data-cancel=${name}]`, { state: "hidden" });
  return state.textContent();
}

parts.set("cancel", async ({ page }) => {
  await open(page, "peak-day.toml");
  // long enough to be cancelled on any machine
  const [name, replications] = ["long.toml", "replications = 20000"];
  const text = readFileSync(await files(page, "peak-day.toml"), "utf8");
  const [own] = text.match(/^replications +=.*$/m);
  await choose(page, [await changed(page, "peak-day.toml", name, [own, replications])]);
  await page.waitForFunction(() =>
    /of 20,000/.test(document.querySelector(".answer .state")?.textContent ?? ""),
  );

  const swept = await halfway(page, "sweep", "^[2-9]\\d* of");
  report(
    /^Cancelled: the report has the finished \d+ of 130/.test(swept),
    `a cancelled sweep says "${swept}"`,
  );
  report((await shown(page, "sweep")).numbers.length > 0, "the finished points are shown");
  for (const search of ["staff", "stress"]) {
    const said = await halfway(page, search, "^[\\d,]+ replications");
    report(/^Cancelled/.test(said), `a cancelled ${search} says "${said}"`);
  }
  // and the workers are there for the next search
  await page.click("[data-tab=report]");
  await open(page, "peak-day.toml");
  await search(page, "staff");
  const said = await page.textContent("[data-command=staff] .state");
  report(/^Finished/.test(said), `after all that, staff says "${said}"`);
});

parts.set("cancel compare", async ({ page }) => {
  const text = readFileSync(await files(page, "scanner-outage.toml"), "utf8");
  const [own] = text.match(/^replications +=.*$/m);
  const long = [own, "replications = 4000"];
  await choose(page, [await changed(page, "scanner-outage.toml", "long.toml", long)]);
  await page.waitForFunction(() =>
    /of 4,000/.test(document.querySelector(".answer .state")?.textContent ?? ""),
  );
  const said = await halfway(page, "compare", "^\\d{2,} of");
  report(/^Cancelled: the report has/.test(said), `a cancelled compare says "${said}"`);
  report((await shown(page, "compare")).numbers.length > 0, "the finished rounds are shown");
});
