"use strict";
// Sliders along the swept paths, and a curve that follows them, drawn from the stored results.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { paths, metrics, standings, overloaded } = data;
  if (!metrics.length) return;
  const get = id => document.getElementById(id);
  const at = paths.map(path => Math.floor((path.values.length - 1) / 2));
  const longest = paths.reduce((best, path, index) =>
    path.values.length > paths[best].values.length ? index : best, 0);
  let shown = 0, along = longest;

  const cell = position => position.reduce((sum, it, path) => sum * paths[path].values.length + it, 0);
  const moved = (path, value) => at.map((it, index) => index === path ? value : it);

  // numbers as the tables of the page write them
  const digits = (value, decimals) => value.toLocaleString("en", { minimumFractionDigits: decimals,
    maximumFractionDigits: decimals, useGrouping: Math.abs(value) >= 9999.5 }).replace("-", "−");
  function decimals(value, spread) {
    const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    let wanted = Number.isInteger(value) ? 0 : spread === null ? 2 - magnitude : 4 - magnitude;
    if (spread > 0) {
      const leading = Math.floor(Math.log10(spread));
      wanted = Math.min((spread / 10 ** leading < 3 ? 1 : 0) - leading, 4 - magnitude);
    }
    return Math.min(6, Math.max(0, wanted));
  }
  // a value in the unit and with the decimals that suit `like`, whose half-width is `spread`
  function text(metric, value, spread, like = value) {
    const size = Math.abs(like);
    const scaled = (factor, unit, most = 6) =>
      digits(value * factor, Math.min(most, decimals(Number((like * factor).toPrecision(9)),
        spread === null ? null : spread * factor))) + unit;
    if (metric.kind === "share") {
      // more decimals if it would look like 0 or 100 %
      const percent = value * 100, inside = value > 0 && value < 1;
      let places = Math.min(2, decimals(Number((like * 100).toPrecision(9)),
        spread === null ? null : spread * 100));
      const apart = number => (it => it > 0 && it < 100)(Number(percent.toFixed(number)));
      while (inside && places < 9 && !apart(places)) places += 1;
      return `${digits(percent, places)}\u00a0%`;
    }
    if (metric.kind === "hours") {
      if (size >= 48) return scaled(1 / 24, "\u00a0days");
      if (size >= 1.5 && !(spread > 0 && spread < 1 / 60)) {
        const minutes = Math.round(value * 60);
        return `${Math.floor(minutes / 60)}\u00a0h\u00a0${String(minutes % 60).padStart(2, "0")}\u00a0min`;
      }
      return size >= 1 / 60 || size === 0 ? scaled(60, "\u00a0min") : scaled(3600, "\u00a0s");
    }
    const money = metric.currency ? `\u00a0${metric.currency}` : "";
    return (size >= 1e9 ? scaled(1e-9, "\u00a0bn") : size >= 999950 ? scaled(1e-6, "\u00a0M")
      : scaled(1, "")) + money;
  }
  // half of the interval, or the distance from the mean to the lower end if there is no upper end
  const reach = ([mean, lower, upper]) =>
    lower === null ? null : upper === null ? mean - lower : (upper - lower) / 2;
  function interval(metric, it) {
    const [mean, lower, upper] = it;
    if (lower === null) return "–";
    const end = value => text(metric, value, reach(it), mean);
    if (upper === null) return `from\u00a0${end(lower)} upward`;
    // the unit is written once
    const [from, to] = [end(lower), end(upper)], [, unit = ""] = to.match(/(\u00a0(?!h).+)$/) ?? [];
    const bare = from.endsWith(unit) ? from.slice(0, from.length - unit.length) : from;
    return `${/\u00a0h\u00a0/.test(to) ? from : bare} to\u00a0${to}`;
  }

  // approximate width of a text in pixels; Chinese letters are as wide as they are high
  const pixels = words => [...words].reduce((sum, letter) => sum + (letter >= "\u1100"
    && (letter < "\u2000" || letter > "\u2bff") ? 13.6 : 7.6), 0);
  const fitted = (words, room) => {
    if (pixels(words) <= room) return words;
    let letters = [...words];
    while (letters.length && pixels(letters) + 13.6 > room) letters.pop();
    return letters.join("").trimEnd() + "…";
  };
  const element = (name, attributes, words) => {
    const it = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) it.setAttribute(key, attributes[key]);
    if (words !== undefined) it.textContent = words;
    return it;
  };

  // positions of the values of a path: to scale if they are ascending numbers
  function places(path) {
    const numbers = path.values.map(Number);
    const scaled = numbers.every((it, index) => isFinite(it) && (!index || it > numbers[index - 1]));
    return { scaled, at: scaled ? numbers : numbers.map((_, index) => index) };
  }

  function ticks(from, to, pieces) {
    const raw = (to - from) / pieces || 1, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].find(it => it * power >= raw * 0.999) * power;
    const found = [];
    for (let it = Math.ceil(from / step - 1e-9); it * step <= to + step * 1e-9; it++) found.push(it * step);
    return found;
  }

  function draw() {
    const metric = metrics[shown], path = paths[along], x = places(path);
    const hidden = metric.kind === "hours";
    const value = position => {
      const index = cell(position);
      return hidden && overloaded[index] === "x" ? null : metric.values[index];
    };
    const room = get("curve"), width = Math.max(280, room.clientWidth || 840), height = 330;
    const every = [];
    metric.values.forEach((it, index) => {
      if (it && !(hidden && overloaded[index] === "x")) every.push(it[1] ?? it[0], it[2] ?? it[0]);
    });
    if (metric.target !== null) every.push(metric.target);
    let low = 0, high = 1;
    if (metric.kind !== "share" && every.length) {
      low = every.reduce((a, b) => Math.min(a, b)); high = every.reduce((a, b) => Math.max(a, b));
      if (low < 0.6 * high) low = Math.min(low, 0);
      const edge = (high - low || Math.abs(high) || 1) * 0.06;
      if (low) low -= edge;
      high += edge;
    }
    const factor = metric.kind === "share" ? 100 : metric.kind === "hours"
      ? (high > 96 ? 1 / 24 : high <= 2 ? 60 : 1) : high >= 999950 ? 1e-6 : 1;
    const unit = metric.kind === "share" ? "\u00a0%" : metric.kind === "hours"
      ? (high > 96 ? "\u00a0d" : high <= 2 ? "\u00a0min" : "\u00a0h") : factor < 1 ? "\u00a0M" : "";
    const left = 66, right = width - 18, top = 18, bottom = height - 52;
    const first = x.at[0], last = x.at[x.at.length - 1];
    const across = it => left + 12 + (last > first ? (it - first) / (last - first) : 0.5) * (right - left - 24);
    const up = it => bottom - (it - low) / (high - low) * (bottom - top);
    const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, role: "img",
      "aria-label": `${metric.name} by ${path.label}` });
    const put = (name, attributes, words) => svg.append(element(name, attributes, words));
    const marks = ticks(low * factor, high * factor, 5);
    const finest = marks.length > 1 ? Math.max(0, -Math.floor(Math.log10(marks[1] - marks[0]) + 1e-9)) : 0;
    for (const mark of marks) {
      const y = up(mark / factor);
      put("line", { x1: left, x2: right, y1: y, y2: y, class: "mesh" });
      put("text", { x: left - 8, y: y + 4, "text-anchor": "end" },
        digits(mark || 0, Math.min(4, finest)) + unit);
    }
    let free = -Infinity;
    x.at.forEach((it, index) => {
      const words = path.values[index], half = pixels(words) / 2 + 6;
      if (words.length > 24 || across(it) - half < free) return;
      put("text", { x: across(it), y: bottom + 18, "text-anchor": "middle" }, words);
      free = across(it) + half;
    });
    put("line", { x1: left, x2: right, y1: bottom, y2: bottom, class: "axis" });
    const middle = (left + right) / 2, name = fitted(path.label, 2 * (width - middle) - 16);
    put("text", { x: middle, y: height - 8, "text-anchor": "middle", class: "strong" }, name);
    const line = positions => {
      let command = "M", out = "";
      positions.forEach((position, index) => {
        const it = value(position);
        if (!it || !x.scaled) { command = "M"; return; }
        out += `${command}${across(x.at[index]).toFixed(1)} ${up(it[0]).toFixed(1)}`;
        command = "L";
      });
      return out;
    };
    const curve = fixed => path.values.map((_, index) => fixed.map((it, at) => at === along ? index : it));
    // the curves of all values of another path, drawn faintly
    const other = paths.findIndex((it, index) => index !== along && it.values.length > 1);
    if (other >= 0 && paths[other].values.length <= 60) {
      paths[other].values.forEach((_, index) =>
        put("path", { d: line(curve(moved(other, index))), class: "faint" }));
    }
    if (metric.target !== null) {
      put("line", { x1: left, x2: right, y1: up(metric.target), y2: up(metric.target), class: "goal" });
      const y = up(metric.target);
      put("text", { x: right, y: y < top + 26 ? y + 17 : y - 7, "text-anchor": "end", class: "strong" },
        `target ${metric.wanted}`);
    }
    const here = curve(at), upper = [], lower = [];
    here.forEach((position, index) => {
      const it = value(position);
      if (!it) return;
      // an interval without an upper end reaches to the top
      const from = up(it[1] ?? it[0]), place = across(x.at[index]);
      const to = up(it[2] ?? (it[1] === null ? it[0] : high));
      if (x.scaled) { upper.push(`${place},${to}`); lower.unshift(`${place},${from}`); }
      else put("line", { x1: place, x2: place, y1: from, y2: to, class: "curve" });
      if (!x.scaled || here.length <= 40) put("circle", { cx: place, cy: up(it[0]), r: 3.2, class: "dot" });
    });
    put("polygon", { points: upper.concat(lower).join(" "), class: "band" });
    put("path", { d: line(here), class: "curve" });
    const now = across(x.at[at[along]]), marked = value(at);
    put("line", { x1: now, x2: now, y1: top, y2: bottom, class: "cursor" });
    if (marked) put("circle", { cx: now, cy: up(marked[0]), r: 6, class: "marked" });
    svg.addEventListener("pointermove", event => {
      if (event.pointerType === "touch" || event.buttons === 1 || event.type === "click") pick(event);
    });
    svg.addEventListener("click", event => pick(event));
    const pick = event => {
      const place = (event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth * width;
      let best = 0;
      x.at.forEach((it, index) => {
        if (Math.abs(across(it) - place) < Math.abs(across(x.at[best]) - place)) best = index;
      });
      if (best !== at[along]) { at[along] = best; tell(); }
    };
    room.replaceChildren(svg);
  }

  function tell() {
    const index = cell(at);
    inputs.forEach((input, path) => {
      input.value = at[path];
      outputs[path].textContent = paths[path].values[at[path]];
      input.setAttribute("aria-valuetext", paths[path].values[at[path]]);
    });
    const words = { m: "✓ every target is met", f: "at least one target is missed",
      c: "close: every target is met or so close to its limit that the side does not matter",
      u: "undecided: these replications do not decide on every target", "-": "" }[standings[index]];
    const tone = { m: "good", f: "bad", c: "open", u: "open", "-": "" }[standings[index]];
    const load = overloaded[index] === "x"
      ? "overloaded: there is no steady state, and times depend on the length of the window" : "";
    get("verdict").textContent = [words, load].filter(it => it).join("; ") || "\u00a0";
    get("verdict").className = `verdict tone ${tone}`;
    get("readout").replaceChildren(...metrics.map(metric => {
      const row = document.createElement("tr"), it = metric.values[index];
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = metric.name;
      const cells = it ? [(it[3] ? "at least " : "") + text(metric, it[0], reach(it)),
        interval(metric, it)] : ["–", "–"];
      row.append(head, ...cells.map((words, column) => {
        const td = document.createElement("td");
        td.className = "number";
        if (column === 0 && it) {
          const data = document.createElement("data");
          data.value = it[0];
          data.textContent = words;
          td.append(data);
        } else td.textContent = words;
        return td;
      }));
      return row;
    }));
    draw();
  }

  const inputs = [], outputs = [];
  paths.forEach((path, index) => {
    const label = document.createElement("label"), output = document.createElement("output");
    const name = document.createElement("span"), input = document.createElement("input");
    name.textContent = path.label;
    Object.assign(input, { type: "range", min: 0, max: path.values.length - 1, step: 1 });
    input.disabled = path.values.length < 2;
    input.addEventListener("input", () => { at[index] = Number(input.value); tell(); });
    label.append(name, output, input);
    get("sliders").append(label);
    inputs.push(input);
    outputs.push(output);
  });
  const options = (id, names, chosen, choose) => {
    names.forEach((name, index) => get(id).append(new Option(name, index, false, index === chosen)));
    get(id).addEventListener("change", event => { choose(Number(event.target.value)); draw(); });
  };
  options("show", metrics.map(it => it.name), 0, index => { shown = index; });
  options("along", paths.map(it => it.label), along, index => { along = index; });
  get("along").parentElement.hidden = paths.length < 2;
  get("explorer").hidden = false;
  tell();
  let width = get("curve").clientWidth;
  // draws in the next frame: drawing in the callback would resize the observed element
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (get("curve").clientWidth !== width) { width = get("curve").clientWidth; draw(); }
  })).observe(get("curve"));
})();
