// Files of the reader: dropped and chosen, alone and with what they need.

import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compare, folder, invented, parts, report, rest, results, tiles } from "./house.mjs";

/** Drops files onto the page, by their bare names as a browser gives them. */
async function drop(page, paths) {
  const held = paths.map(path => [basename(path), readFileSync(path).toString("base64")]);
  const load = await page.evaluateHandle(list => {
    const transfer = new DataTransfer();
    for (const [name, packed] of list) {
      const bytes = Uint8Array.from(atob(packed), it => it.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, held);
  await page.dispatchEvent("body", "dragover", { dataTransfer: load });
  await page.dispatchEvent("body", "drop", { dataTransfer: load });
}

/** The scenario with two bases, with arrivals from a CSV file. */
function recorded() {
  const [quay, ...bases] = invented();
  const log = join(dirname(quay), "rules/log.csv");
  const rows = Array.from({ length: 60 }, (_, at) => {
    const [day, hour] = [Math.floor(at / 20), at % 20];
    return `2021-03-0${day + 1}T${String(hour).padStart(2, "0")}:15:00,tea,${10 + at}`;
  });
  writeFileSync(log, `arrived,goods,units\n${rows.join("\n")}\n`);
  const path = join(dirname(quay), "recorded.toml");
  const log_ = `\n[arrivals.truck]\nlabel = "Trucks"\nto = "slow_hall"\nfile = "rules/log.csv"\n`;
  const text = readFileSync(quay, "utf8");
  writeFileSync(path, text.replace("\n[[changes]]", `${log_}\n[[changes]]`));
  return { path, log, bases };
}

parts.set("drop", async ({ page, command }) => {
  const { path, log, bases } = recorded();
  const run = results(command, "run", path);
  const same = async what => {
    await rest(page, "");
    compare(await tiles(page), run, what);
  };

  await drop(page, [log]);
  await page.waitForSelector("#why:not([hidden])");
  report(
    /ends in \.toml/.test(await page.textContent("#why")),
    "a table alone says that a scenario is missing",
  );
  await drop(page, [path, log, ...bases]);
  await same("all files at once");
  report(await page.locator("#why").isHidden(), "the sentence is gone then");

  await drop(page, [path]);
  const lacks = name =>
    page.waitForFunction(
      wanted => document.querySelector(".answer .state")?.textContent.includes(wanted),
      `Not there: ${name}. Drop`,
    );
  await lacks("rules/common.toml");
  await drop(page, [bases[0]]);
  await lacks("rules/first.toml");
  await drop(page, [bases[1]]);
  await lacks("rules/log.csv");
  await drop(page, [log]);
  await same("one file after the other");

  // a table that has changed is read anew
  const text = readFileSync(log, "utf8");
  writeFileSync(log, text.split("\n").slice(0, 31).join("\n"));
  await page.$eval(".answer", it => delete it.dataset.rest);
  await drop(page, [log]);
  await rest(page, "");
  compare(await tiles(page), results(command, "run", path), "a table dropped again");
});

parts.set("several scenarios at once", async ({ page, command }) => {
  const [quay, ...bases] = invented();
  const other = join(folder, "other.toml");
  const text = readFileSync(quay, "utf8");
  writeFileSync(other, text.replace('title = "Quay \\"Δ\\""', "title = 'B'"));
  await drop(page, [quay, other, ...bases]);
  await page.waitForSelector('[data-scenario="other.toml"]');
  report(
    (await page.locator("[data-scenario]").count()) === 2,
    "the reader is asked which scenario, and bases are not among them",
  );
  await page.click('[data-scenario="other.toml"]');
  await rest(page, "");
  report((await page.textContent("#live h1")) === "B", "the chosen one opens");
  compare(await tiles(page), results(command, "run", quay), "the chosen one");
});
