// Files in and out: nothing leaves the machine.

/** Texts that the engine reads as text; other files go in as base64. */
const TEXT = /\.(toml|csv|txt|tsv|json)$/i;

function base64(bytes) {
  let letters = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    letters += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(letters);
}

/** Reads files of the reader: name to text or base64. */
export async function read(list) {
  const files = {};
  for (const file of list) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = null;
    if (TEXT.test(file.name)) {
      try {
        text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch {
        /* not UTF-8 */
      }
    }
    files[file.name] = text ?? { base64: base64(bytes) };
  }
  return files;
}

/** Names of scenarios among files that no other scenario among them is based on. */
export function scenarios(files) {
  const names = Object.keys(files).filter(
    name => /\.toml$/i.test(name) && typeof files[name] === "string",
  );
  const bases = new Set();
  for (const name of names) {
    const base = files[name].match(/^\s*extends\s*=\s*["']([^"']+)["']/m)?.[1];
    if (base) bases.add(base.replace(/^.*[\\/]/, ""));
  }
  const tops = names.filter(name => !bases.has(name));
  return tops.length ? tops : names;
}

/** Files that the reader gave under their bare names, at the paths that the scenario asks for. */
export function placed(files, wanted) {
  const bare = new Map(wanted.map(name => [name.replace(/^.*[\\/]/, ""), name]));
  return Object.fromEntries(
    Object.entries(files).map(([name, it]) => [bare.get(name) ?? name, it]),
  );
}

/** Offers a file to be saved. */
export function save(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** Lets the reader choose files. */
export function choose() {
  return new Promise(done => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.accept = ".toml,.csv,.tsv,.txt,.xlsx,.xls,.ods";
    input.addEventListener("change", () => done([...input.files]));
    input.addEventListener("cancel", () => done([]));
    input.click();
  });
}
