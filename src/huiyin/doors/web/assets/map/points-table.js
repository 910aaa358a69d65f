/** How many rows the table has; the pages' lists have them all. */
const MOST = 200;

/**
 * The points of a map as a table, the most urgent first, each with a way to its card and to its place on the map.
 *
 * @param {HTMLElement} place
 * @param {GeoJSON.Feature[]} features
 * @param {Record<string, string>} words
 * @param {string} card address of a card, with 0 for the id
 * @param {(id: number) => void} show
 */
export function fillTable(place, features, words, card, show) {
  const rows = features
    .map((feature) => feature.properties)
    .sort((a, b) => b.overdue - a.overdue || b.open - a.open || a.id - b.id);
  const table = element("table", "table");
  const head = table.createTHead().insertRow();
  for (const [name, kind] of [
    [words.name, ""],
    [words.open, "amount"],
    [words.overdue, "amount"],
    [words.settled, "amount map-less"],
    [words.show, "amount map-way"],
  ]) {
    const cell = element("th", kind, name);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows.slice(0, MOST)) body.append(line(row, words, card, show));
  place.replaceChildren(table);
  if (rows.length > MOST) {
    const more = words.more.replace("{n}", figure(MOST)).replace("{m}", figure(rows.length));
    place.append(element("p", "soft small", more));
  }
}

function line(row, words, card, show) {
  const tr = element("tr");
  const name = element("th");
  name.scope = "row";
  const link = element("a", "", row.name);
  link.href = cardOf(card, row.id);
  name.append(link);
  const overdue = element("td", "amount");
  overdue.append(element("span", row.overdue ? "alarm" : "none", figure(row.overdue)));
  const way = element("td", "amount map-way");
  const button = element("button", "map-show", words.show);
  button.type = "button";
  button.setAttribute("aria-label", words.showOne.replace("{name}", row.name));
  button.addEventListener("click", () => show(row.id));
  way.append(button);
  const settled = element("td", "amount map-less", figure(row.settled));
  tr.append(name, element("td", "amount", figure(row.open)), overdue, settled, way);
  return tr;
}

/** An element with a class and a text. */
export function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

/** A count as the pages write it: 12,345. */
export function figure(count) {
  return count.toLocaleString("en-US");
}

/** The address of a compound's card. */
export function cardOf(card, id) {
  return card.replace("0", id);
}
