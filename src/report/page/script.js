"use strict";
// Shows values under the pointer and for the arrow keys, and sorts tables. Without the script the
// page has the same content.
(() => {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);
  let lit = null;

  function hide() {
    lit?.classList.remove("lit");
    lit = null;
    tip.hidden = true;
  }

  function show(spot) {
    if (lit === spot) return;
    hide();
    lit = spot;
    spot.classList.add("lit");
    const [name, ...lines] = spot.words.split("\n");
    const strong = document.createElement("strong");
    strong.textContent = name;
    tip.replaceChildren(strong, ...lines.map(line => {
      const row = document.createElement("span");
      row.textContent = line;
      return row;
    }));
    tip.hidden = false;
    const box = spot.getBoundingClientRect(), own = tip.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2),
      width - own.width - 8);
    const above = box.top - own.height - 6, inside = Math.max(box.top, 0) + 8;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above > 4 ? above : inside) + scrollY}px`;
  }

  for (const chart of document.querySelectorAll(".chart svg")) {
    const spots = [...chart.querySelectorAll(".spots rect")];
    if (!spots.length) continue;
    for (const spot of spots) {
      spot.words = spot.textContent;
      spot.replaceChildren();
    }
    // a flow has two spots with the same text
    const stops = spots.filter((spot, index) => !index || spot.words !== spots[index - 1].words);
    let at = -1;
    chart.tabIndex = 0;
    chart.addEventListener("pointerover", event => {
      const spot = event.target.closest(".spots rect");
      if (spot) { at = stops.findIndex(it => it.words === spot.words); show(spot); } else hide();
    });
    chart.addEventListener("pointerleave", hide);
    chart.addEventListener("blur", hide);
    chart.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") return hide();
      if (!step) return;
      event.preventDefault();
      at = at < 0 && step < 0 ? stops.length - 1 : (at + step + stops.length) % stops.length;
      show(stops[at]);
    });
  }
  addEventListener("keydown", event => { if (event.key === "Escape") hide(); });

  const number = cell => {
    const data = cell?.querySelector("data");
    return data ? Number(data.value) : NaN;
  };
  const words = cell => cell?.textContent.trim() ?? "";

  function sort(table, column, head) {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0], sign = down ? -1 : 1;
    const rows = [...body.rows].map(row => {
      const cell = row.cells[column];
      return { row, value: number(cell), text: words(cell) };
    });
    rows.sort((one, other) => {
      const [a, b] = [isNaN(one.value), isNaN(other.value)];
      // cells without a number come last
      if (a !== b) return a ? 1 : -1;
      return a ? sign * one.text.localeCompare(other.text, undefined, { numeric: true })
        : sign * (one.value - other.value);
    });
    body.append(...rows.map(it => it.row));
  }

  for (const table of document.querySelectorAll("table")) {
    if (table.closest(".explore") || table.tBodies[0].rows.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.title = head.title ? `${head.title} (sort)` : "Sort";
      button.addEventListener("click", () => sort(table, column, head));
      head.append(button);
    });
  }
})();
