// Every control of every scenario: moved by the keyboard, then the same by the command.

import { compare, files, open, parts, report, rest, results, scenarios, tiles } from "./house.mjs";

/** Moves a control one step by the keyboard, at its end one step back; a choice to its neighbour.
 * Returns what the page says then, or null if it did not move. */
async function move(page, key) {
  // the list changes when another share becomes the rest; the key stays
  const quoted = key.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\a ");
  const box = page.locator(`.control[data-key="${quoted}"]`);
  await box.evaluate(it => {
    it.closest("details").open = true;
  });
  const said = () => box.getAttribute("data-set");
  const before = await said();
  if (await box.locator("select").count()) {
    const index = await box.locator("select").evaluate(it => (it.selectedIndex ? 0 : 1));
    await box.locator("select").selectOption({ index });
  } else {
    await box.locator("input[type=range]").focus();
    await page.keyboard.press("ArrowRight");
    if ((await said()) === before) await page.keyboard.press("ArrowLeft");
  }
  const after = await said();
  return after === before ? null : after;
}

async function controls({ page, command, every }) {
  let moved = 0;
  for (const main of await scenarios(page)) {
    await open(page, main);
    const file = await files(page, main);
    compare(await tiles(page), results(command, "run", file), main);
    const all = await page.$$eval(".control", all =>
      all.map(({ dataset: { path, key } }) => ({ path, key })),
    );
    report(all.length > 0, `${main} has controls`);
    for (const [at, { path, key }] of all.entries()) {
      if (at % every) continue;
      const set = await move(page, key);
      if (!set) {
        report(false, `${main}: ${path} does not move`);
        continue;
      }
      report(set.startsWith(`${path}=`), `${main}: ${path} says ${set}`);
      try {
        await rest(page, set);
      } catch {
        report(false, `${main}: no answer to ${set}: ${await page.textContent(".answer .state")}`);
        await open(page, main);
        continue;
      }
      compare(
        await tiles(page),
        results(command, "run", file, "--set", set),
        `${main} with ${set}`,
      );
      moved += 1;
      await page.click("[data-act=undo]");
      await rest(page, "");
    }
  }
  console.log(`${moved} controls moved`);
}

parts.set("controls", controls);
parts.set("controls of invented names", controls);
