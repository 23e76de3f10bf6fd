// Printing: what is looked at gets onto paper, each thing once, and nothing to press.

import { open, parts, report, rest, set } from "./house.mjs";

/** Texts that would be printed, and what can be pressed among them. */
async function printed(page) {
  await page.emulateMedia({ media: "print" });
  const found = await page.evaluate(() => {
    const isSeen = it => it.checkVisibility() && it.getClientRects().length > 0;
    const reports = [...document.querySelectorAll(".report")].map(it => it.shadowRoot);
    const inside = [document, ...reports];
    const all = what => inside.flatMap(root => [...root.querySelectorAll(what)]).filter(isSeen);
    return {
      titles: all("h1").map(it => it.textContent),
      buttons: all("button, input, select").map(it => it.textContent || it.type),
      tiles: all(".tile").length,
      text: document.querySelector("#live").innerText,
    };
  });
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  return { ...found, pages };
}

parts.set("print", async ({ page }) => {
  await open(page, "peak-day.toml");
  await rest(page, await set(page, "stations.inspection.lanes", 8));
  await page.waitForSelector(".report[data-ready]");
  const title = await page.textContent("#live h1");
  const check = (found, what) => {
    report(
      found.titles.length === 1 && found.titles[0] === title,
      `${what} has one title: ${JSON.stringify(found.titles)}`,
    );
    report(found.tiles > 0, `${what} has the answer`);
    report(!found.buttons.length, `${what} has nothing to press: ${found.buttons}`);
  };
  const whole = await printed(page);
  check(whole, "a printed report");
  report(whole.pages > 5, `a report fills pages: ${whole.pages}`);
  report(
    /Changed:\s+stations\.inspection\.lanes = 8/.test(whole.text),
    "a printed report says what was moved",
  );

  await page.click("[data-tab=file]");
  await page.click("[data-tab=motion]");
  await page.waitForSelector("[data-motion] tbody tr");
  const day = await printed(page);
  check(day, "a printed day");
  report(/Apr 2020, 08:00\. \d+ batches inside/.test(day.text), "a printed day says which");

  await page.click("[data-tab=sweep]");
  check(await printed(page), "a search that was not run, printed,");
});
