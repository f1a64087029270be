// What the index does beyond being read: its rows can be sorted, filtered and searched. All words
// stand in the page's template. Nothing is loaded, stored or sent.
(() => {
  "use strict";

  const table = document.querySelector(".index");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const tools = document.querySelector(".index-tools");
  const part = {};
  for (const each of tools.querySelectorAll("[data-part]")) part[each.dataset.part] = each;
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });

  // ---- sort: ties keep the order they stand in

  function keyOf(cell) {
    return cell.dataset.key ?? cell.textContent.trim();
  }

  function sort(head) {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = [...body.rows].map((row) => [keyOf(row.cells[head.cellIndex]), row]);
    keyed.sort(([one], [other]) => (down ? compare(other, one) : compare(one, other)));
    const sorted = document.createDocumentFragment();
    for (const [, row] of keyed) sorted.append(row);
    body.append(sorted);
  }

  for (const head of table.querySelectorAll("[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "index-sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head));
    head.append(button);
  }

  // ---- filter

  function flagged(row, wanted) {
    const flags = row.dataset.flags;
    return wanted === "-" ? flags === "" : flags.split(" ").includes(wanted);
  }

  function filter() {
    const name = part.name.value.trim().toLowerCase();
    const status = part.status.value;
    const flag = part.flag.value;
    let shown = 0;
    for (const row of rows) {
      const fits =
        (!status || row.dataset.status === status) &&
        (!flag || flagged(row, flag)) &&
        (!name || row.cells[1].textContent.toLowerCase().includes(name));
      row.hidden = !fits;
      shown += fits;
    }
    const says = part.count.dataset.says;
    part.count.textContent = says.replace("{shown}", shown).replace("{all}", rows.length);
  }

  part.name.addEventListener("input", filter);
  for (const each of [part.status, part.flag]) each.addEventListener("change", filter);
  filter();
  tools.hidden = false;
})();
