// The page without a pointer, without motion, and by the names that screen readers say.

import { compare, files, open, parts, report, rest, results, tiles } from "./house.mjs";

/** What has the focus, also inside a report. */
const focused = page =>
  page.evaluate(() => {
    let it = document.activeElement;
    while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
    const style = getComputedStyle(it);
    return {
      what: it.tagName,
      data: { ...it.dataset },
      path: it.closest("[data-path]")?.dataset.path,
      label: it.getAttribute("aria-label"),
      role: it.getAttribute("role"),
      ring: style.outlineStyle !== "none" || style.boxShadow !== "none",
    };
  });

/** Presses a key until what has the focus is right; null if it never is. */
async function reach(page, isRight, key = "Tab", most = 80) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press(key);
    const it = await focused(page);
    if (isRight(it)) return it;
  }
  return null;
}

parts.set("keyboard", async ({ page, command }) => {
  const found = await reach(page, it => it.data.scenario === "peak-day.toml");
  report(found?.ring, "a scenario is reached by the keyboard, and the focus is seen");
  await page.keyboard.press("Enter");
  await rest(page, "");
  report((await focused(page)).what === "H1", "the focus goes to the title");

  const path = "stations.inspection.lanes";
  const slider = await reach(page, it => it.path === path && it.what === "INPUT" && it.label);
  report(slider?.ring, "a slider is reached, and the focus is seen");
  await page.keyboard.press("ArrowRight");
  await rest(page, `${path}=10`);
  report((await focused(page)).path === path, "the slider keeps the focus");
  const file = await files(page, "peak-day.toml");
  compare(await tiles(page), results(command, "run", file, "--set", `${path}=10`), "by keyboard");
  await page.keyboard.press("Control+z");
  await rest(page, "");
  report(true, "undone by the keyboard");

  const station = await reach(page, it => it.label === "Controls of Inspection bays");
  report(station?.ring, "a station of the flow picture is reached");
  await page.keyboard.press("Enter");
  report(
    (await focused(page)).path?.startsWith("stations.inspection."),
    "it leads to the controls of the station",
  );

  const tab = await reach(page, it => it.data.tab === "report");
  report(tab?.ring, "the tabs are reached");
  await page.keyboard.press("ArrowRight");
  report((await focused(page)).data.tab === "motion", "an arrow chooses the next tab");
  await page.waitForSelector("[data-motion] tbody tr");
  await reach(page, it => "play" in it.data);
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector("[data-play]").textContent === "Pause");
  await page.keyboard.press("Space");
  report((await page.textContent("[data-play]")) === "Play", "a day is played and stopped");

  const text = await reach(page, it => it.data.tab === "controls", "Shift+Tab");
  report(Boolean(text), "backwards to the views");
  await page.keyboard.press("ArrowRight");
  const editor = await reach(page, it => "file" in it.data);
  report(Boolean(editor), "the editor is reached");
  const after = await reach(page, it => !("file" in it.data), "Tab", 1);
  report(Boolean(after), "and left by the tabulator");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.keyboard.press("Control+s"),
  ]);
  report(download.suggestedFilename() === "peak-day.toml", "Ctrl+S saves the scenario");
});

parts.set("names", async ({ page }) => {
  await open(page, "peak-day.toml");
  await page.waitForSelector(".report[data-ready]");
  for (const view of ["motion", "sweep", "file", "report"]) {
    await page.click(`[data-tab=${view}]`);
    const nameless = await page.evaluate(() => {
      const reports = [...document.querySelectorAll(".report")].map(it => it.shadowRoot);
      const inside = [document, ...reports];
      const all = inside.flatMap(root => [
        ...root.querySelectorAll("button, input, select, [tabindex='0'], [role=button], canvas"),
      ]);
      const name = it =>
        it.getAttribute("aria-label") ||
        it.getAttribute("aria-labelledby") ||
        it.labels?.[0]?.textContent.trim() ||
        it.textContent.trim();
      const isSaid = it => it.checkVisibility() && it.getAttribute("aria-hidden") !== "true";
      return all
        .filter(it => isSaid(it) && !name(it))
        .map(it => it.outerHTML.slice(0, 120));
    });
    report(!nameless.length, `nothing without a name beside ${view}: ${nameless}`);
  }
  report(
    (await page.locator(".answer .state[role=status], [aria-live=polite]").count()) > 1,
    "what changes is said",
  );
});

async function calm({ page }) {
  await open(page, "peak-day.toml");
  await page.click("[data-tab=motion]");
  await page.waitForSelector("[data-motion] tbody tr");
  const state = () =>
    page.$eval(".motion", box => {
      const cells = [...box.querySelectorAll("tbody tr")].map(row =>
        [...row.cells].slice(1, 4).map(it => Number(it.textContent.replace(/,/g, ""))),
      );
      return {
        at: box.dataset.at,
        inside: Number(box.querySelector(".state").textContent.match(/^[\d,]+/)[0]),
        table: cells.flat().reduce((sum, it) => sum + it, 0),
        button: box.querySelector("[data-play]").textContent,
      };
    });
  const first = await state();
  await page.waitForTimeout(600);
  report((await state()).at === first.at && first.button === "Play", "nothing moves by itself");
  let steps = 0;
  for (let step = 0; step < 30; step += 1) {
    const before = await state();
    await page.click(".motion button:has-text('Step')");
    const after = await state();
    if (after.at !== before.at || after.table !== before.table) steps += 1;
    report(after.table === after.inside, `the table has all batches inside: ${after.inside}`);
  }
  report(steps > 15, `each step changes the state: ${steps} of 30`);
  await page.click(".motion button:has-text('Back')");
  report((await state()).button === "Play", "stepping does not play");
}
calm.options = { reducedMotion: "reduce" };
parts.set("reduced motion", calm);
