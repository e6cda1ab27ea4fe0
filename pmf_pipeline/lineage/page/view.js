// The explorer: search, the boxes and the lines between them. What hangs together with what is graph.js's.
(() => {
  const WIDTH = 240, GAP_X = 90, GAP_Y = 16, LINE = 24, TOP = 5;
  const at = (id) => document.getElementById(id);
  const [stage, edges, search, matches, status] = ["stage", "edges", "search", "matches", "status"].map(at);
  const { columns, relations } = graph;
  let selected = null; // a column's or a relation's id; none shows every relation

  const starts = () => columns.has(selected) ? [selected] : relations.get(selected).columns;

  // The columns to show: all that is reached from a column; of a relation, only its direct neighbours.
  const shown = () => {
    if (!selected) return new Set();
    const way = document.querySelector("input[name=direction]:checked").value;
    const found = new Set(starts());
    for (const [direction, key] of [["up", "from"], ["down", "feeds"]]) {
      if (way !== direction && way !== "both") continue;
      if (columns.has(selected)) graph.closure([selected], key).forEach((id) => found.add(id));
      else for (const id of starts()) columns.get(id)[key].forEach((next) => found.add(next));
    }
    return found;
  };

  const pairs = (visible) => {
    const found = new Map();
    for (const column of columns.values())
      for (const source of column.from) {
        const [from, to] = selected ? [source, column.id] : [columns.get(source).relation, column.relation];
        if (selected ? !(visible.has(from) && visible.has(to)) : from === to) continue;
        if (selected && !columns.has(selected) && ![from, to].some((id) => columns.get(id).relation === selected)) continue;
        found.set(`${from}>${to}`, [from, to]);
      }
    return [...found.values()];
  };

  const boxes = (visible) => [...relations.values()].map((relation) => ({
    id: relation.id, group: relation.group, layer: graph.depth(relation.id),
    columns: relation.columns.filter((id) => visible.has(id)),
  })).filter((box) => !selected || box.columns.length);

  // Layers from left to right; within one, each box as near as can be to the middle of what it is made from.
  const place = (found, links) => {
    const used = [...new Set(found.map((box) => box.layer))].sort((a, b) => a - b);
    const middles = new Map(), height = (box) => TOP + LINE * (1 + box.columns.length);
    const of = (id) => selected ? columns.get(id).relation : id;
    let right = 0, bottom = 0;
    used.forEach((layer, index) => {
      const members = found.filter((box) => box.layer === layer);
      for (const box of members) {
        const known = links.filter(([, to]) => of(to) === box.id).map(([from]) => middles.get(of(from))).filter((y) => y !== undefined);
        box.wish = known.length ? known.reduce((a, b) => a + b, 0) / known.length : bottom / 2;
      }
      members.sort((a, b) => a.wish - b.wish || a.id.localeCompare(b.id));
      let y = GAP_Y;
      for (const box of members) {
        box.x = GAP_Y + index * (WIDTH + GAP_X);
        box.y = y;
        y += height(box) + GAP_Y;
        middles.set(box.id, box.y + height(box) / 2);
        right = Math.max(right, box.x + WIDTH + GAP_Y);
      }
      bottom = Math.max(bottom, y);
    });
    return [right, bottom];
  };

  const button = (text, id, extra) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.title = id;
    made.className = extra;
    if (id === selected) made.setAttribute("aria-current", "true");
    made.addEventListener("click", () => select(id));
    return made;
  };

  const draw = () => {
    const visible = shown(), links = pairs(visible), found = boxes(visible), ends = new Map();
    const [right, bottom] = place(found, links);
    stage.querySelectorAll(".box").forEach((box) => box.remove());
    for (const box of found) {
      const made = document.createElement("div");
      made.className = "box";
      made.style.cssText = `left:${box.x}px;top:${box.y}px;--group:var(--${box.group})`;
      made.append(button(box.id, box.id, "title"));
      ends.set(box.id, [box.x, box.y + TOP + LINE / 2]);
      box.columns.forEach((id, row) => {
        made.append(button(id.endsWith(".*") ? "(its rows)" : columns.get(id).name, id, ""));
        ends.set(id, [box.x, box.y + TOP + LINE * (row + 1.5)]);
      });
      stage.append(made);
    }
    Object.assign(stage.style, { width: `${right}px`, height: `${bottom}px` });
    edges.setAttribute("width", right);
    edges.setAttribute("height", bottom);
    edges.replaceChildren(...links.map(([from, to]) => line(ends.get(from), ends.get(to), from === selected || to === selected)));
    status.textContent = !selected ? `Every table: ${found.length}. Choose one, or search for a column.`
      : `${selected}: ${visible.size - starts().length} other columns in ${found.length} tables are shown.`;
    const current = stage.querySelector("[aria-current]");
    if (current) at("canvas").scrollTo(current.parentElement.offsetLeft - 300, current.parentElement.offsetTop - 150);
  };

  const line = ([x1, y1], [x2, y2], near) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const start = x1 + WIDTH, bend = Math.max(40, (x2 - start) / 2);
    path.setAttribute("d", `M${start},${y1} C${start + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`);
    if (near) path.setAttribute("class", "near");
    return path;
  };

  const select = (id) => {
    selected = id;
    matches.replaceChildren();
    history.replaceState(null, "", id ? `#${id}` : location.pathname + location.search);
    draw();
    stage.querySelector("[aria-current]")?.focus({ preventScroll: true });
  };

  const look = () => {
    const words = search.value.trim().toLowerCase();
    const names = [...relations.keys(), ...columns.keys()].filter((id) => !id.endsWith(".*"));
    const rank = (id) => [id.toLowerCase() !== words, !id.toLowerCase().startsWith(words), id.length];
    const order = (a, b) => rank(a).findIndex((part, i) => part !== rank(b)[i]);
    const found = words ? names.filter((id) => id.toLowerCase().includes(words)) : [];
    found.sort((a, b) => { const i = order(a, b); return i < 0 ? a.localeCompare(b) : rank(a)[i] - rank(b)[i]; });
    matches.replaceChildren(...found.slice(0, 12).map((id) => {
      const item = document.createElement("li");
      item.append(button(id, id, ""));
      return item;
    }));
    status.textContent = words ? `${found.length} match${found.length === 1 ? "" : "es"}.` : "";
    return found;
  };

  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { const [first] = look(); if (first) select(first); }
  });
  document.querySelectorAll("input[name=direction]").forEach((way) => way.addEventListener("change", draw));
  at("overview").addEventListener("click", () => select(null));
  addEventListener("hashchange", () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (columns.has(id) || relations.has(id)) { selected = id; draw(); }
  });
  at("explorer").hidden = false;
  const wanted = decodeURIComponent(location.hash.slice(1));
  selected = columns.has(wanted) || relations.has(wanted) ? wanted : null;
  draw();
})();
