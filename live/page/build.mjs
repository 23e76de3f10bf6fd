// Bundles the page: `live/page/build` calls it. Writes page.js.gz, page.js.sha256, page.css and
// THIRD-PARTY.txt; cargo needs only these and start.js.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const options = {
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  absWorkingDir: here,
};

/** The worker's own bundle, as a text. */
const worker = {
  name: "worker",
  setup(on) {
    on.onResolve({ filter: /^worker:/ }, ({ path }) => ({
      path: path.slice(7),
      namespace: "worker",
    }));
    on.onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const made = await build({ ...options, entryPoints: [join(here, "src", path)] });
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};

/** A script of the report, as a function over a document of its own; what it listens to on the
 * window, it listens to there. */
const report = {
  name: "report",
  setup(on) {
    on.onResolve({ filter: /^report:/ }, ({ path }) => ({
      path: path.slice(7),
      namespace: "report",
    }));
    on.onLoad({ filter: /.*/, namespace: "report" }, ({ path }) => {
      const text = readFileSync(join(here, "../../src/report/page", path), "utf8");
      const own = "const addEventListener = document.addEventListener;";
      return {
        contents: `export default function (document) {\n${own}\n${text}\n}`,
        loader: "js",
      };
    });
  },
};

const packages = [
  "@codemirror/commands",
  "@codemirror/language",
  "@codemirror/legacy-modes",
  "@codemirror/lint",
  "@codemirror/search",
  "@codemirror/state",
  "@codemirror/view",
  "@lezer/common",
  "@lezer/highlight",
  "@lezer/lr",
  "@marijn/find-cluster-break",
  "crelt",
  "style-mod",
  "w3c-keyname",
];
let notices = "";
for (const name of packages) {
  const folder = join(here, "node_modules", name);
  let text;
  try {
    text = readFileSync(join(folder, "LICENSE"), "utf8");
  } catch {
    continue;
  }
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  notices += `${name} ${version}\n\n${text.trim()}\n\n\n`;
}

const made = await build({
  ...options,
  entryPoints: [join(here, "src/main.js")],
  plugins: [worker, report],
  banner: {
    js:
      "/* Contains CodeMirror and Lezer, copyright Marijn Haverbeke and others, MIT License;" +
      " the notices are in live/page/THIRD-PARTY.txt. */",
  },
});
// an inline script may not hold the end of a script
const text = made.outputFiles[0].text.replaceAll("</script", "<\\/script");
const style = await build({
  ...options,
  entryPoints: [join(here, "src/page.css")],
});
const at = name => join(here, name);
writeFileSync(at("page.js.gz"), gzipSync(text, { level: 9 }));
writeFileSync(
  at("page.js.sha256"),
  `sha256-${createHash("sha256").update(text).digest("base64")}\n`,
);
writeFileSync(at("page.css"), style.outputFiles[0].text);
writeFileSync(
  at("THIRD-PARTY.txt"),
  `Packages inside page.js.gz, with their licences.\n\n${notices}`.trimEnd() + "\n",
);
const size = gzipSync(text, { level: 9 }).length;
console.log(
  `page.js ${text.length} bytes, ${size} packed; page.css ${style.outputFiles[0].text.length}`,
);
