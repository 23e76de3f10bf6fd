// Sweep, compare, staff and stress: finished as the command does them, and cancelled halfway.

import { files, open, parts, report, results, scenarios } from "./house.mjs";

const SEARCHES = ["sweep", "compare", "staff", "stress"];

/** The text of a report, without what differs between a file and a page. */
const words = html =>
  html
    .replace(/<style[^]*?<\/style>|<script[^]*?<\/script>/g, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();

/** The sentence of the answer, and all numbers of the report's tables. */
async function shown(page, name) {
  return page.$eval(`[data-command=${name}] .report`, host => {
    const root = host.shadowRoot;
    return {
      headline: root.querySelector(".headline")?.textContent.replace(/\s+/g, " ").trim(),
      numbers: [...root.querySelectorAll("table data")].map(it => it.getAttribute("value")),
    };
  });
}

function expected(html) {
  const headline = words(html.match(/<p class="headline">([^]*?)<\/p>/)[1]);
  const numbers = [...html.matchAll(/<data value="([^"]*)"/g)].map(it => it[1]);
  return { headline, numbers };
}

parts.set("searches", async ({ page, command }) => {
  for (const main of await scenarios(page)) {
    await open(page, main);
    const file = await files(page, main);
    for (const name of SEARCHES) {
      if (!(await page.locator(`[data-tab=${name}]:visible`).count())) continue;
      await page.click(`[data-tab=${name}]`);
      await page.click(`[data-start=${name}]`);
      await page.waitForSelector(`[data-cancel=${name}]`, { state: "hidden", timeout: 600000 });
      const { page: html, error } = results(command, name, file);
      if (error) {
        report(false, `${main}, ${name}: the command refuses: ${error.slice(0, 200)}`);
        continue;
      }
      const [found, wanted] = [await shown(page, name), expected(html)];
      report(
        found.headline === wanted.headline,
        `${main}, ${name}: "${found.headline}" is not "${wanted.headline}"`,
      );
      const other = wanted.numbers.findIndex((it, at) => found.numbers[at] !== it);
      report(
        found.numbers.length === wanted.numbers.length && other < 0,
        `${main}, ${name}: ${found.numbers.length} numbers, not ${wanted.numbers.length}; ` +
          `number ${other} is ${found.numbers[other]}, not ${wanted.numbers[other]}`,
      );
    }
  }
});

parts.set("cancel", async ({ page }) => {
  await open(page, "peak-day.toml");
  await page.click("[data-tab=sweep]");
  await page.click("[data-start=sweep]");
  await page.waitForFunction(() =>
    /^[3-9]\d* of/.test(document.querySelector("[data-command=sweep] .state").textContent),
  );
  await page.click("[data-cancel=sweep]");
  await page.waitForSelector("[data-cancel=sweep]", { state: "hidden" });
  const said = await page.textContent("[data-command=sweep] .state");
  report(
    /^Cancelled: the report has the finished \d+ of 130/.test(said),
    `a cancelled sweep says "${said}"`,
  );
  report((await shown(page, "sweep")).numbers.length > 0, "the finished points are shown");
  await page.click("[data-tab=staff]");
  await page.click("[data-start=staff]");
  await page.waitForTimeout(300);
  await page.click("[data-cancel=staff]");
  await page.waitForSelector("[data-cancel=staff]", { state: "hidden" });
  report(
    /^Cancelled/.test(await page.textContent("[data-command=staff] .state")),
    "a cancelled staff says so",
  );
});
