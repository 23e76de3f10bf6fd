// A worker: one instance of the engine, which answers requests one after the other.
let engine = null;
const coder = new TextEncoder(),
  decoder = new TextDecoder();

/** Limit on the memory of an instance, in bytes. */
const MEMORY = 512 * 1024 * 1024;

function bytes(at, length) {
  return new Uint8Array(engine.memory.buffer, at, length);
}

function start(module) {
  const progress = (at, length) => {
    postMessage({ progress: JSON.parse(decoder.decode(bytes(at, length))) });
  };
  // imports that other crates ask for are never called; each gets a function that says so
  const imports = {};
  for (const { module: group, name } of WebAssembly.Module.imports(module)) {
    imports[group] ??= {};
    imports[group][name] = () => {
      throw new Error(`${group}.${name} is not there`);
    };
  }
  imports.env = { ...imports.env, progress };
  engine = new WebAssembly.Instance(module, imports).exports;
}

/** Calls the engine once; the answer is an object with `ok` or `refused`. */
function call(request) {
  const text = coder.encode(JSON.stringify(request));
  const at = engine.alloc(text.length);
  bytes(at, text.length).set(text);
  const answer = engine.call(at, text.length);
  engine.release(at, text.length);
  const length = new DataView(engine.memory.buffer).getUint32(answer, true);
  const said = JSON.parse(decoder.decode(bytes(answer + 4, length)));
  engine.release(answer, length + 4);
  if (engine.memory.buffer.byteLength > MEMORY)
    throw new Error("the memory limit of 512 MB is reached");
  return said;
}

/** Cuts a chapter into its sections, because a chapter of many pictures is long to read: its
 * opening tag, then what it holds, piece by piece. */
function sections(chapter) {
  const inside = chapter.indexOf(">") + 1,
    end = chapter.lastIndexOf("</section>");
  const pieces = [chapter.slice(0, inside)];
  let depth = 0,
    from = inside;
  for (const { 0: tag, index } of chapter.matchAll(/<section\b|<\/section>/g)) {
    if (index < inside || index >= end) continue;
    depth += tag === "</section>" ? -1 : 1;
    if (tag !== "</section>" || depth) continue;
    pieces.push(chapter.slice(from, index + tag.length));
    from = index + tag.length;
  }
  pieces.push(chapter.slice(from, end));
  return pieces;
}

/** What is shown of a report's page: its style without the fonts, which the live page has, what is
 * above its chapters, and the chapters in pieces. */
function parts(page) {
  const between = (from, to, last) => {
    const begin = page.indexOf(">", page.indexOf(from)) + 1;
    return page.slice(begin, last ? page.lastIndexOf(to) : page.indexOf(to, begin));
  };
  const style = between("<style", "</style>", false).replace(/@font-face\s*\{[^}]*\}/g, "");
  const [head, ...chapters] = between("<main", "</main>", true).split(
    /(?=<section class="chapter")/,
  );
  return { style, head, chapters: chapters.map(sections) };
}

/** The digits of base 85 by which the page holds the engine; `document.rs` writes them. */
const DIGITS =
  "!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{}";

/** Bytes behind digits of base 85: 4 for each 5 digits, and one fewer than digits at the end. */
function decoded(text) {
  const values = new Uint8Array(128);
  for (let at = 0; at < 85; at += 1) values[DIGITS.charCodeAt(at)] = at;
  const missing = (5 - (text.length % 5)) % 5,
    padded = text + DIGITS[84].repeat(missing),
    into = new DataView(new ArrayBuffer((padded.length / 5) * 4));
  for (let at = 0, to = 0; at < padded.length; at += 5, to += 4) {
    let number = 0;
    for (let digit = at; digit < at + 5; digit += 1) {
      number = number * 85 + values[padded.charCodeAt(digit)];
    }
    into.setUint32(to, number);
  }
  return new Uint8Array(into.buffer, 0, into.byteLength - missing);
}

/** Compiles the engine from the digits of its gzip, away from the page's own thread. */
async function unpack(text) {
  const stream = new Blob([decoded(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

onmessage = ({ data: { id, packed, module, requests } }) => {
  if (packed) {
    unpack(packed).then(
      compiled => postMessage({ compiled }),
      error => postMessage({ broken: error.message }),
    );
    return;
  }
  try {
    if (module) {
      start(module);
      postMessage({ id, ok: true });
      return;
    }
    const started = performance.now();
    const answers = [];
    for (const request of requests) {
      const answer = call(request);
      if (typeof answer.ok?.page === "string" && !request.whole) {
        answer.ok = parts(answer.ok.page);
      }
      answers.push(answer);
      if (answer.refused !== undefined) break;
    }
    postMessage({ id, answers, took: performance.now() - started });
  } catch (error) {
    // an instance that trapped is not used again: the page starts another worker
    // it traps when a block has no room, and blocks grow by half of what is there
    const full = engine?.memory.buffer.byteLength > MEMORY / 4;
    postMessage({ id, broken: full ? "memory" : String(error.message ?? error) });
  }
};
