// Small things that several views lay out in the same way.

import {button, h, missing, number, put, table} from "wangge/dom.js";
import {link, linkTo} from "wangge/state.js";
import {either, lang, say, theSchema, word} from "wangge/words.js";

/** The family of a label; what holds or covers is told by its label. */
export const familyOf = (label) => theSchema().label[label]?.family ?? label;

/** A link to a node; who is not named in an atlas has no page. */
export const to = (family, id, name) => (id.startsWith("?") ? h("span", name) : h("a", {href: linkTo(family, id)}, name ?? id));
export const toPlace = (place) => h("a", {href: link("place", place.id)}, place.name);
export const toGap = (id, text) => h("a", {href: link("gap", id)}, text ?? id);

/** Any node that an answer refers to with its family, or with its label. */
export const toNode = (node) => to(node.family ?? familyOf(node.label), node.id, node.name);

/** A way down through places, as links. */
export const way = (path) => path.map((one, i) => [i > 0 && " › ", toPlace(one)]);

/** A property, as the schema names it. */
export function property(name) {
  const known = theSchema().nodes.flatMap((one) => one.properties).find((one) => one.name === name);
  const apart = name.replaceAll("_", " ");
  return lang() === "zh" ? known?.zh ?? apart : apart[0].toUpperCase() + apart.slice(1);
}

/** Rows by what `by` says of each, in the order in which it is first said: [[key, rows], …]. */
export function grouped(rows, by) {
  const found = new Map();
  for (const one of rows) {
    const key = by(one);
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(one);
  }
  return [...found];
}

/** Things one after the other, as the language parts them. */
const comma = () => (lang() === "zh" ? "、" : ", ");
export const listed = (items) => items.map((one, i) => [i > 0 && comma(), one]);
export const joined = (names) => names.join(comma());

export const tag = (text, kind = "") => h("span", {class: `tag ${kind}`}, text);
export const synthetic = () => tag(say("synthetic"), "synthetic");
/** Of what day and version an answer is, and whether it is of a generated network. */
export const stamp = (answer, generated) => [h("span", say("as_of", {day: answer.as_of})), h("span", say("version", {n: answer.data_version})), generated && synthetic()];

export const since = (day) => day ?? h("span.unknown", say("part_long"));
export const until = (day) => day ?? say("part_still");

/** From when to when something is in force, as two cells. */
export const term = (one) => [since(one.since), until(one.until)];

/** A term with what is said of it; what nobody has said is unknown, and what is null is left out where `only`. */
export const facts = (pairs, only = false) =>
  h("dl.said-of", pairs.filter(([, value]) => !only || !missing(value)).map(([term, value]) =>
    h("div", h("dt", term), h("dd", missing(value) ? h("span.unknown", say("unknown")) : typeof value === "number" ? number(value) : value))));

/** What must hold of a value, in words. */
export function band({minimum, maximum}) {
  const values = {low: number(minimum), high: number(maximum)};
  if (minimum === null && maximum === null) return null;
  return say(minimum === maximum ? "part_band_exact" : minimum === null ? "part_band_most" : maximum === null ? "part_band_least" : "part_band_between", values);
}

/** The level of a place, or its label, with its kind where it has one that says more. */
export const sort = ({level, label, kind}) => [word(level ?? label), kind && word(kind) !== word(level ?? label) && word(kind)].filter(Boolean).join(" · ");

/** A list of which more is shown on demand: `draw(rows)` lays out those so far. */
export function growing(rows, draw, step = 50) {
  let shown = Math.min(step, rows.length);
  const place = h("div", draw(rows.slice(0, shown)));
  if (rows.length <= step) return place;
  const label = () => say("part_more", {n: number(Math.min(step, rows.length - shown)), all: number(rows.length)});
  const more = button(label(), () => {
    shown = Math.min(shown + step, rows.length);
    put(place, draw(rows.slice(0, shown)));
    more.textContent = shown < rows.length ? label() : say("part_shown", {all: number(rows.length)});
    more.disabled = shown >= rows.length;
  });
  return h("div", place, h("p", more));
}

export const longTable = (caption, headings, rows, step = 50) => growing(rows, (some) => table(caption, headings, some), step);

/** A part that is folded away, and made when it is first opened. */
export function fold(title, make) {
  const made = h("details.fold", h("summary", title));
  made.addEventListener("toggle", () => made.open && made.append(...[make()].flat().filter(Boolean)), {once: true});
  return made;
}

/** People with their posts, as links. */
export const heads = (people) => listed(people.map((one) => h("span", to("Person", one.id, one.name), one.post && ` (${one.post})`)));

export const nameOfType = (issue) => (lang() === "zh" ? issue.name : issue.name_en ?? issue.name);
export const said = (both) => (both ? either(both) : null);
