// Elements. Whatever comes from data goes in as text, never as markup.

import {word} from "wangge/words.js";

const isGiven = (one) => one?.constructor === Object;

export const missing = (value) => value === null || value === undefined;

function fill(element, parts) {
  const [given, children] = isGiven(parts[0]) ? [parts[0], parts.slice(1)] : [{}, parts];
  for (const [name, value] of Object.entries(given)) {
    if (missing(value) || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.classList.add(...value.split(" ").filter(Boolean));
    else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((one) => !missing(one) && one !== false));
  return element;
}

function made(space, tag, parts) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElementNS(space, name);
  element.classList.add(...classes);
  return fill(element, parts);
}

/** An HTML element: h("a.button", {href: "#/"}, "text", child). Names that begin with "on" are listeners. */
export const h = (tag, ...parts) => made("http://www.w3.org/1999/xhtml", tag, parts);

/** The same of SVG. */
export const s = (tag, ...parts) => made("http://www.w3.org/2000/svg", tag, parts);

/** Put these in an element, instead of what is in it. */
export const put = (element, ...children) => {
  element.replaceChildren();
  return fill(element, [{}, ...children]);
};

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A button; `given` is what else it has. */
export const button = (text, onclick, given = {}) => h("button", {type: "button", onclick, ...given}, text);

/** A choice of one: `options` are [value, text], `chosen(value)` is told what is chosen instead of `now`. */
export function select(id, options, now, chosen, given = {}) {
  const made = h("select", {id, onchange: () => chosen(made.value), ...given}, options.map(([value, text]) => h("option", {value, selected: value === now}, text)));
  return made;
}

/** A table: headings, of which words of the API are said as such, and rows of cells, each a text, a number or an element; numbers stand to the right. */
export function table(caption, headings, rows) {
  const numbers = headings.map((_, i) => rows.some((row) => typeof row[i] === "number") && rows.every((row) => row[i] === null || typeof row[i] === "number"));
  const cell = (value, i) =>
    h("td", {class: numbers[i] ? "number" : DAY.test(value) ? "day" : null}, missing(value) ? unknown() : typeof value === "number" ? number(value) : value);
  return h("div.wide", {tabindex: 0, role: "region", "aria-label": caption},
    h("table",
      h("caption", caption),
      h("thead", h("tr", headings.map((one, i) => h("th", {scope: "col", class: numbers[i] ? "number" : null}, word(one))))),
      h("tbody", rows.map((row) => h("tr", row.map(cell))))));
}

/** What stands where a value is unknown: never 0, never nothing. */
export const unknown = () => h("span.unknown", "–");

const numbers = new Intl.NumberFormat("en-US", {maximumFractionDigits: 2});
export const number = (value) => (missing(value) ? "–" : numbers.format(value));

/** A share as per cent; the last full per cent is only said of the whole. */
export function percent(share) {
  if (missing(share)) return "–";
  const rounded = Math.round(share * 1000) / 10;
  return `${rounded === 100 && share < 1 ? 99.9 : rounded === 0 && share > 0 ? 0.1 : rounded}\u00a0%`;
}
