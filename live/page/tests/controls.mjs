// Every control of every scenario: moved by the keyboard, then the same by the command.

import { compare, files, open, parts, report, rest, results, scenarios, tiles } from "./house.mjs";

/** Moves the slider one step by the keyboard; at its end, one step back. */
async function move(page, path) {
  const box = page.locator(`.control[data-path=${JSON.stringify(path)}]`);
  await box.evaluate(it => {
    it.closest("details").open = true;
  });
  const before = await box.getAttribute("data-set");
  const slider = box.locator("input[type=range]");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  if ((await box.getAttribute("data-set")) === before) await page.keyboard.press("ArrowLeft");
  const after = await box.getAttribute("data-set");
  return after === before ? null : after;
}

parts.set("controls", async ({ page, command, every }) => {
  let moved = 0;
  for (const main of await scenarios(page)) {
    await open(page, main);
    const file = await files(page, main);
    compare(await tiles(page), results(command, "run", file), main);
    const paths = await page.$$eval(".control", all => all.map(it => it.dataset.path));
    report(paths.length > 0, `${main} has controls`);
    for (const path of paths.filter((_, at) => at % every === 0)) {
      const set = await move(page, path);
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
  console.log(`controls: ${moved} moved`);
});
