// The live page in Chromium, by real clicks, beside the command. `live/page/test` calls it:
//   node test.mjs COMMAND [PART ...] [--every N]
// COMMAND is the program, which writes the pages too; all parts run by default.

import { launch, parts, report, written } from "./tests/house.mjs";
import "./tests/controls.mjs";
import "./tests/searches.mjs";
import "./tests/session.mjs";
import "./tests/files.mjs";
import "./tests/paper.mjs";
import "./tests/access.mjs";
import "./tests/limits.mjs";
import "./tests/speed.mjs";

const [command, ...rest] = process.argv.slice(2);
const at = rest.indexOf("--every");
const every = at < 0 ? 1 : Number(rest[at + 1]);
const wanted = rest.filter((it, index) => !it.startsWith("--") && (at < 0 || index !== at + 1));

if (wanted.includes("list")) {
  const all = [...parts].filter(([, part]) => !part.asked);
  console.log(all.map(([name]) => name).join("\n"));
  process.exit();
}
const pages = written(command);
for (const [name, part] of parts) {
  if (wanted.length ? !wanted.includes(name) : part.asked) continue;
  const file = name.endsWith("of invented names") ? pages.quay : pages.shipped;
  const opened = await launch(file, part.options);
  try {
    await part({ ...opened, command, every, pages });
  } catch (error) {
    report(false, `${name}: ${error.stack}`);
  }
  await opened.close();
}
process.exitCode = report.failed ? 1 : 0;
console.log(`${report.passed} passed, ${report.failed} failed`);
