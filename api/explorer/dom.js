// Elements. Whatever comes from data goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, given, children) {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.setAttribute("class", value);
    else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

/** An HTML element: h("a", {href: "#/"}, "text", child). Names that begin with "on" are listeners. */
export const h = (tag, given, ...children) => fill(document.createElement(tag), given, children);

/** The same of SVG. */
export const s = (tag, given, ...children) => fill(document.createElementNS(SVG, tag), given, children);

/** Put these in an element, instead of what is in it. */
export const put = (element, ...children) => {
  element.replaceChildren();
  return fill(element, null, children);
};

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A table: headings, and rows of cells, each a text, a number or an element; numbers stand to the right. */
export function table(caption, headings, rows) {
  const numbers = headings.map((_, i) => rows.some((row) => typeof row[i] === "number") && rows.every((row) => row[i] === null || typeof row[i] === "number"));
  const cell = (value, i) =>
    h("td", {class: numbers[i] ? "number" : DAY.test(value) ? "day" : null}, value === null || value === undefined ? unknown() : typeof value === "number" ? number(value) : value);
  return h("div", {class: "wide", tabindex: 0, role: "region", "aria-label": caption},
    h("table", null,
      h("caption", null, caption),
      h("thead", null, h("tr", null, headings.map((one, i) => h("th", {scope: "col", class: numbers[i] ? "number" : null}, one)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map(cell))))));
}

/** What stands where a value is unknown: never 0, never nothing. */
export const unknown = () => h("span", {class: "unknown"}, "–");

const numbers = new Intl.NumberFormat("en-US", {maximumFractionDigits: 2});
export const number = (value) => (value === null || value === undefined ? "–" : numbers.format(value));

/** A share as per cent; the last full per cent is only said of the whole. */
export function percent(share) {
  if (share === null || share === undefined) return "–";
  const rounded = Math.round(share * 1000) / 10;
  return `${rounded === 100 && share < 1 ? 99.9 : rounded === 0 && share > 0 ? 0.1 : rounded} %`;
}
