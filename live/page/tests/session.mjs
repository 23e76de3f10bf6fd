// A stranger's session: open, move, keep, save, open again; mistakes while typing; hostile texts.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { choose, files, folder, open, parts, report, rest, saved, set, tiles } from "./house.mjs";

parts.set("session", async ({ page, command }) => {
  await open(page, "peak-day.toml");
  const first = readFileSync(await files(page, "peak-day.toml"), "utf8");
  const twelve = await set(page, "stations.inspection.lanes", 12);
  await rest(page, twelve);
  const differences = await page.$$eval(".tile .difference", all => all.length);
  report(differences > 0, "a moved control shows differences");
  report((await page.title()).startsWith("•"), "unsaved changes are marked");
  const changed = await saved(page, "save", "changed.toml");
  const lines = changed.split("\n"),
    old = first.split("\n");
  const other = lines.filter((line, at) => line !== old[at]);
  report(
    lines.length === old.length && other.length === 1,
    `one line changed: ${JSON.stringify(other)}`,
  );
  report(!(await page.title()).startsWith("•"), "saving takes the mark away");

  await page.click("[data-act=keep]");
  await page.fill("[data-variant]", "twelve bays");
  await page.keyboard.press("Enter");
  await rest(page, "");
  const kept = await saved(page, "save", "kept.toml");
  report(
    kept.includes("twelve bays") && kept.includes("# The peak day."),
    "a variant is kept beside the comments",
  );
  const check = execFileSync(command, ["check", join(folder, "kept.toml")], { encoding: "utf8" });
  report(check.length > 0, "the saved scenario passes check");
  report(
    (await page.locator("[data-tab=compare]:visible").count()) === 1,
    "a kept variant can be compared",
  );
  await page.waitForSelector(".report[data-ready]");
  const html = await saved(page, "save-report", "report.html");
  report(
    html.startsWith("<!DOCTYPE html>") && html.includes("</html>"),
    "the report is saved as a whole page",
  );

  const before = await tiles(page);
  await choose(page, [join(folder, "kept.toml")]);
  await rest(page, "");
  report(
    JSON.stringify(await tiles(page)) === JSON.stringify(before),
    "the saved scenario answers the same",
  );
  for (const act of ["undo", "redo"])
    report(await page.locator(`[data-act=${act}]`).isDisabled(), `${act} is empty at first`);
  await set(page, "stations.inspection.lanes", 10);
  await rest(page, "stations.inspection.lanes=10");
  await page.click("[data-act=undo]");
  await rest(page, "");
  await page.click("[data-act=redo]");
  await rest(page, "stations.inspection.lanes=10");
  report(true, "undo and redo move the controls");

  // what was looked at is kept, with a way back
  const ten = await tiles(page);
  await page.click(".looked summary");
  await page.click('.looked button[aria-label="Go back to as opened"]');
  await rest(page, "");
  const rows = await page.$$eval(".looked tbody th", all => all.map(it => it.textContent));
  report(
    JSON.stringify(rows) ===
      JSON.stringify(["stations.inspection.lanes = 10", "as opened"]),
    `the arrangements looked at are listed: ${rows}`,
  );
  await page.click('.looked button[aria-label^="Go back to stations"]');
  await rest(page, "stations.inspection.lanes=10");
  report(JSON.stringify(await tiles(page)) === JSON.stringify(ten), "and lead back");
});

parts.set("mistakes", async ({ page, command }) => {
  await open(page, "peak-day.toml");
  const text = readFileSync(await files(page, "peak-day.toml"), "utf8");
  await page.click("[data-tab=file]");
  const mistakes = [
    ["lanes   = 9", "lane    = 9"],
    ["lanes   = 9", "lanes   = -1"],
    ['"released"', '"relesed"'],
    ["per_day = 134", 'per_day = "many"'],
    ['length       = "10 days"', 'length       = "10 parsecs"'],
    ["[stations.inspection]", "[stations.inspection"],
  ];
  for (const [right, wrong] of mistakes) {
    const bad = text.replace(right, wrong);
    const path = join(folder, "bad.toml");
    writeFileSync(path, bad);
    let told = "";
    try {
      execFileSync(command, ["check", path], { stdio: "pipe" });
    } catch (error) {
      told = String(error.stderr);
    }
    await page.locator(".cm-content").focus();
    await page.keyboard.press("Control+a");
    await page.evaluate(words => document.execCommand("insertText", false, words), bad);
    await page.waitForFunction(() => document.querySelectorAll(".problem.error").length > 0);
    const messages = await page.$$eval(".problem.error .message", all =>
      all.map(it => it.textContent),
    );
    for (const message of messages)
      report(told.includes(message), `check tells "${message}" too: ${told.slice(0, 200)}`);
    const line = await page.$eval(".problem.error", it => it.dataset.line);
    report(
      told.includes(`bad.toml:${line}:`),
      `check has a mistake at line ${line}: ${told.slice(0, 120)}`,
    );
    await page.locator(".problem.error button").first().click();
    report(
      (await page.locator(".cm-lintRange-error, .cm-lintPoint-error").count()) > 0,
      `"${wrong}" is underlined`,
    );
    await page.keyboard.press("Control+a");
    await page.evaluate(words => document.execCommand("insertText", false, words), text);
    await page.waitForFunction(() => document.querySelectorAll(".problem.error").length === 0);
  }
});

parts.set("hostile", async ({ page }) => {
  await open(page, "peak-day.toml");
  const text = readFileSync(await files(page, "peak-day.toml"), "utf8");
  const evil = [
    "</script><img src=x onerror=alert(1)>",
    "'><svg onload=alert(2)>",
    "{{constructor}}<b>x</b>",
  ];
  const bad = text
    .replace(/^title .*$/m, `title = "${evil[0]}"`)
    .replace(/^question .*$/m, `question = "${evil[1]}"`)
    .replace('label = "Inspection bays"', `label = "${evil[0]}"`)
    .replace('label = "Masks"', `label = "${evil[2]}"`);
  const path = join(folder, "'\"><img src=x onerror=alert(4)>.toml".replace(/\//g, ""));
  writeFileSync(path, bad);
  await choose(page, [path]);
  await rest(page, "");
  await page.waitForSelector(".report[data-ready]");
  report((await page.textContent("#live h1")) === evil[0], "the title is shown as text");
  report(
    (await page.locator("#live img, #live svg[onload], #live b").count()) === 0,
    "no element is made of a text",
  );
  const inside = await page.$eval(
    ".report",
    it => it.shadowRoot.querySelectorAll("img, b").length,
  );
  report(inside === 0, "nor inside the report");
  await page.click("[data-tab=motion]");
  await page.waitForSelector("[data-motion] tbody tr");
  await page.click("[data-tab=file]");
  report(
    await page.textContent(".cm-content").then(it => it.includes(evil[0])),
    "the editor shows the text",
  );
});
