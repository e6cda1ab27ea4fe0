(() => {
  "use strict";
  const table = document.getElementById("score"), tools = document.getElementById("tools");
  const body = table.tBodies[0], rows = [...body.rows], found = document.getElementById("found");
  const find = document.getElementById("find");
  const portfolio = document.getElementById("by-portfolio"), rating = document.getElementById("by-rating");
  const text = (row, name) => (row.querySelector(`[data-column="${name}"]`) || { textContent: "" }).textContent;
  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const all = row.textContent.toLowerCase();
      row.hidden = !(words.every((word) => all.includes(word))
        && (!portfolio.value || text(row, "portfolio") === portfolio.value)
        && (!rating.value || text(row, "rag") === rating.value));
      shown += !row.hidden;
    }
    found.textContent = `${shown} of ${rows.length} indicators shown`;
  };
  const key = (cell) => {
    const plain = cell.textContent.replace(/[£,%\s]/g, "");
    return plain === "" ? null : /^-?\d+(\.\d+)?/.test(plain) && cell.classList.contains("n") ? parseFloat(plain) : cell.textContent.trim();
  };
  const sort = (heading, at) => {
    const up = heading.getAttribute("aria-sort") !== "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    const order = (a, b) => {
      const one = key(a.cells[at]), two = key(b.cells[at]);
      if (one === null || two === null) return (one === null) - (two === null); // what is missing comes last, either way
      const apart = typeof one === typeof two ? (typeof one === "number" ? one - two : one.localeCompare(two)) : (typeof one === "number" ? -1 : 1);
      return up ? apart : -apart;
    };
    body.append(...rows.sort(order));
  };
  [...table.tHead.rows[0].cells].forEach((heading, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", `Sort by ${heading.textContent}`);
    heading.append(" ", button);
    button.addEventListener("click", () => sort(heading, at));
  });
  for (const control of [find, portfolio, rating]) control.addEventListener("input", filter);
  const folder = /edition-(\d+)/.exec(location.pathname); // the page doesn't know its number, its folder does
  if (folder) document.getElementById("edition").textContent = `Edition ${folder[1]}, content`;
  tools.hidden = false;
  filter();
})();
