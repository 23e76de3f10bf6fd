//! The page in a real browser, where one is installed: nothing wider than the screen, no words over
//! others, nothing cut, no error.

use std::fs;
use std::path::Path;
use std::process::Command;

use clearway::report;
use rayon::prelude::*;

use super::odd;

/// Widths of a phone, a tablet and a desk.
const WIDTHS: [u32; 3] = [360, 768, 1440];

/// Opens each page in a frame, makes the frame as wide as each screen, and writes down what is
/// wrong. One browser opens each page once: starting and loading are what takes time.
const HARNESS: &str = r#"<!doctype html><meta charset="utf-8"><body><pre id="found"></pre><script>
const found = [];
let labels = 0, seen = 0;
const apart = (one, other) => one.right <= other.left + 1 || other.right <= one.left + 1
    || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
function inspect(name, frame) {
  const page = frame.contentDocument, wide = page.documentElement;
  if (wide.scrollWidth > wide.clientWidth) found.push(`${name}: ${wide.scrollWidth} wide`);
  const phone = wide.ownerDocument.querySelector(".chart.narrow");
  if (phone && (phone.clientWidth > 0) !== (wide.clientWidth <= 640)) {
    found.push(`${name}: charts of another width`);
  }
  const ids = [...page.querySelectorAll("[id]")].map(it => it.id);
  if (new Set(ids).size !== ids.length) found.push(`${name}: an id twice`);
  for (const svg of page.querySelectorAll(".chart svg")) {
    const sheet = svg.getBoundingClientRect();
    if (sheet.width === 0) continue;
    const title = svg.getAttribute("aria-label").slice(0, 40);
    // the height of the letters, not of the line
    const boxes = [...svg.querySelectorAll("text")].map(text => {
      const box = text.getBoundingClientRect(), trim = box.height * 0.22;
      return { words: text.textContent.trim(), left: box.left, right: box.right,
        top: box.top + trim, bottom: box.bottom - trim };
    }).filter(box => box.right > box.left);
    labels += boxes.length;
    for (const box of boxes) {
      if (box.left < sheet.left - 1 || box.right > sheet.right + 1
          || box.bottom > sheet.bottom + 1) {
        found.push(`${name}: "${box.words}" is cut in "${title}"`);
      }
    }
    for (let i = 0; i < boxes.length; i++) for (let k = i + 1; k < boxes.length; k++) {
      if (!apart(boxes[i], boxes[k])) {
        found.push(`${name}: "${boxes[i].words}" over "${boxes[k].words}" in "${title}"`);
      }
    }
  }
}
(async () => {
  for (const name of PAGES) {
    const frame = document.createElement("iframe");
    frame.style.cssText = `width:${WIDTHS[0]}px;height:900px;border:0`;
    await new Promise(done => {
      frame.onload = done; frame.src = name; document.body.append(frame);
    });
    await frame.contentDocument.fonts.ready;
    for (const width of WIDTHS) {
      frame.style.width = `${width}px`;
      if (frame.contentWindow.innerWidth !== width) found.push(`${name}: not ${width} wide`);
      try { inspect(`${name} at ${width}`, frame); seen += 1; }
      catch (error) { found.push(`${name}: ${error}`); }
    }
    frame.remove();
  }
  document.getElementById("found").textContent = found.join("\n")
    + `\n${seen} looks at ${labels > 5000 ? "many" : "few"} labels`;
})();
</script>"#;

/// Is the browser there?
fn is_installed() -> bool {
    Command::new("chromium")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Opens a page, and returns its document and what the browser said.
fn open(page: &Path, profile: &Path) -> (String, String) {
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args([
            "--allow-file-access-from-files",
            "--enable-logging=stderr",
            "--dump-dom",
        ])
        .args(["--virtual-time-budget=600000", "--window-size=1500,1000"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("chromium starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn pages_fit_every_screen_and_no_words_overlap() {
    if !is_installed() {
        println!("skipped: there is no chromium on the path");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let results = odd::all();
    let names: Vec<String> = results
        .par_iter()
        .map(|(name, results)| {
            let file = format!("{name}.html");
            fs::write(folder.path().join(&file), report::page(results)).expect("a page");
            file
        })
        .collect();
    let harness_text = HARNESS
        .replace("PAGES", &format!("{names:?}"))
        .replace("WIDTHS", &format!("{WIDTHS:?}"));
    let harness = folder.path().join("harness.html");
    fs::write(&harness, harness_text).expect("a page");
    let (document, said) = open(&harness, &folder.path().join("profile"));
    let (_, rest) = document
        .split_once("<pre id=\"found\">")
        .expect("the harness");
    let (found, _) = rest.split_once("</pre>").expect("its end");
    let all = format!("{} looks at many labels", names.len() * WIDTHS.len());
    assert_eq!(found.trim(), all, "{said}");
    let errors: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}
