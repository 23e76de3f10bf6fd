// The live page in Chromium, by real clicks, beside the command. `live/page/test` calls it:
//   node test.mjs PAGE COMMAND [PART ...] [--every N]
// PAGE was written by `clearway page`, COMMAND is the program; all parts run by default.

import { launch, parts, report } from "./tests/house.mjs";
import "./tests/controls.mjs";
import "./tests/searches.mjs";
import "./tests/session.mjs";

const [page, command, ...rest] = process.argv.slice(2);
const at = rest.indexOf("--every");
const every = at < 0 ? 1 : Number(rest[at + 1]);
const wanted = rest.filter((it, index) => !it.startsWith("--") && (at < 0 || index !== at + 1));

for (const [name, part] of parts) {
  if (wanted.length && !wanted.includes(name)) continue;
  const opened = await launch(page);
  try {
    await part({ ...opened, command, every });
  } catch (error) {
    report(false, `${name}: ${error.stack}`);
  }
  await opened.close();
}
process.exitCode = report.failed ? 1 : 0;
console.log(`${report.passed} passed, ${report.failed} failed`);
