// The graph as the list says it: columns by id ("scorecard.rag"), and what each is made from and feeds.
"use strict";
const graph = (() => {
  const columns = new Map(), relations = new Map();
  const add = (id, relation) => {
    if (!columns.has(id)) {
      columns.set(id, { id, relation, name: id.slice(relation.length + 1), from: [], feeds: [] });
      relations.get(relation).columns.push(id);
    }
    return columns.get(id);
  };
  const sections = [...document.querySelectorAll("section.relation")];
  for (const section of sections) relations.set(section.id, { id: section.id, group: section.dataset.group, columns: [] });
  for (const section of sections)
    for (const row of section.querySelectorAll("tbody tr")) add(row.id, section.id);
  for (const section of sections)
    for (const row of section.querySelectorAll("tbody tr"))
      for (const link of row.querySelectorAll(".from a")) {
        const id = decodeURIComponent(link.hash.slice(1));
        const source = columns.get(id) || add(id, id.slice(0, -2)); // only rows ("x.*") are no row of the list
        source.feeds.push(row.id);
        columns.get(row.id).from.push(id);
      }

  const closure = (start, way) => {
    const found = new Set(start), ahead = [...start];
    while (ahead.length)
      for (const next of columns.get(ahead.pop())[way])
        if (!found.has(next)) { found.add(next); ahead.push(next); }
    return found;
  };

  // How far each relation is from what people give: it stands to the right of everything it is made from.
  const depths = new Map();
  const depth = (id) => {
    if (depths.has(id)) return depths.get(id);
    depths.set(id, 0);
    let most = 0;
    for (const column of relations.get(id).columns)
      for (const source of columns.get(column).from) {
        const relation = columns.get(source).relation;
        if (relation !== id) most = Math.max(most, depth(relation) + 1);
      }
    depths.set(id, most);
    return most;
  };
  return { columns, relations, closure, depth };
})();
