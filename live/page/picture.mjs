// Makes the picture of the live page that the README shows: node picture.mjs PAGE OUT.png

import { launch, open, rest } from "./tests/house.mjs";

const [page_file, out] = process.argv.slice(2);
const { page, close } = await launch(page_file, { viewport: { width: 1240, height: 800 } });
await open(page, "peak-day.toml");
const lanes = page.locator('.control[data-path="stations.inspection.lanes"]');
await lanes.locator("input[type=range]").focus();
await page.keyboard.press("ArrowLeft");
await rest(page, await lanes.getAttribute("data-set"));
await page.waitForSelector(".report[data-ready]");
await page.evaluate(() => document.activeElement.blur());
await page.screenshot({ path: out });
await close();
