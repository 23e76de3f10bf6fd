"use strict";
// Starts the live page if this browser can run it; else says why, and the printed page remains.
(() => {
  const get = id => document.getElementById(id);
  const data = JSON.parse(get("clearway-data").textContent);

  /** Sentence that says what is missing; empty if nothing is. */
  function obstacle() {
    if (typeof WebAssembly !== "object") {
      return (
        "This browser has WebAssembly switched off (Edge does so in its enhanced security), so " +
        "nothing can be computed here."
      );
    }
    if (typeof DecompressionStream !== "function" || typeof Worker !== "function") {
      return (
        "This browser is too old to compute here. Firefox 113, Chrome 103, Edge 103, " +
        "Safari 16.4 and later ones can."
      );
    }
    return "";
  }

  function tell(sentence) {
    const why = get("why");
    const rest = data.live
      ? " The printed report below is complete."
      : " The scenarios are listed below; the command computes them.";
    why.textContent = sentence + rest;
    get("printed").before(why);
    why.hidden = false;
  }

  /** Bytes behind a base64 text; `fetch` of a data address is refused by the policy. */
  function bytes(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text),
      into = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at += 1) into[at] = letters.charCodeAt(at);
    return into;
  }

  function unpacked(id) {
    const packed = bytes(get(id).textContent.trim());
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
  }

  /** Resolves when the browser has had time for input and painting. */
  const breath = () =>
    new Promise(done => {
      setTimeout(done, 0);
    });

  async function launch() {
    try {
      await breath();
      const text = await unpacked("clearway-page").text();
      await breath();
      const script = document.createElement("script");
      // the policy of the page names the hash of exactly this text
      script.textContent = text;
      document.body.append(script);
      if (!globalThis.clearwayPage) throw new Error("the page's script was refused");
      const engine = get("clearway-engine").textContent.trim();
      await globalThis.clearwayPage.open(data, engine);
    } catch (error) {
      get("live").hidden = true;
      get("printed").hidden = false;
      tell(`The page could not start (${error.message}).`);
    }
  }

  const missing = obstacle();
  if (missing) return tell(missing);
  if (!data.live) return void launch();
  const button = document.createElement("button");
  button.type = "button";
  button.id = "try";
  button.textContent = "Try other lanes";
  button.addEventListener("click", () => {
    button.disabled = true;
    void launch();
  });
  get("printed").before(button);
})();
