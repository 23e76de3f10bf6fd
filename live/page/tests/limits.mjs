// Scenarios that are too large: for the engine's memory, and for dots.

import { changed, choose, open, parts, report, rest, set } from "./house.mjs";

const MANY = ["\nper_day = 134", "\nper_day = 4000000"];

parts.set("memory", async ({ page }) => {
  await open(page, "peak-day.toml");
  await choose(page, [await changed(page, "peak-day.toml", "huge.toml", MANY)]);
  await page.waitForSelector(".said:not([hidden])");
  const said = await page.textContent(".said");
  report(/limit of 512 MB of memory/.test(said), `the page says "${said}"`);
  const state = await page.textContent(".answer .state");
  report(/engine stopped/.test(state), `the answer says "${state}"`);
  report((await page.locator(".answer .tile").count()) === 0, "no answer is shown");
  await set(page, "arrivals.export.per_day", 130);
  // what cannot be run is no baseline
  await rest(page, "");
  report((await page.locator(".answer .tile").count()) > 0, "the engine goes on with fewer");
});

parts.set("many batches", async ({ page }) => {
  await open(page, "peak-day.toml");
  const many = [MANY[0], "\nper_day = 3000"];
  await choose(page, [await changed(page, "peak-day.toml", "many.toml", many)]);
  await page.waitForSelector(".answer .tile");
  await page.click("[data-tab=motion]");
  await page.waitForSelector("[data-motion] tbody tr");
  const state = await page.textContent(".motion .state");
  report(/counts are drawn instead of dots/.test(state), `a day of many batches says "${state}"`);
  const blank = await page.$$eval(".motion canvas", all =>
    all.every(it => {
      if (!it.width) return true;
      const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height);
      return data.every(value => value === 0);
    }),
  );
  report(!blank, "lanes and counts are drawn");
  await page.click("[data-play]");
  const frames = await page.evaluate(async () => {
    let count = 0;
    const end = performance.now() + 1000;
    while (performance.now() < end) {
      await new Promise(requestAnimationFrame);
      count += 1;
    }
    return count;
  });
  report(frames > 5, `it plays: ${frames} pictures a second`);
});

parts.set("moves leave nothing", async ({ page }) => {
  await open(page, "peak-day.toml");
  const session = await page.context().newCDPSession(page);
  const move = async number => {
    for (let at = 0; at < number; at += 1) {
      await rest(page, await set(page, "arrivals.export.per_day", 120 + (at % 10)));
    }
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Memory.getDOMCounters")).nodes;
  };
  const few = await move(8);
  const many = await move(24);
  report(many < 1.2 * few, `${few} nodes after 8 moves are ${many} after 32`);
});
