// What the page says, in Chinese and English. Words of the network come from the API: the schema and /words.

import {once} from "wangge/api.js";
import {here} from "wangge/state.js";

/** Key → [Chinese, English]; an atlas has them in itself. */
const element = document.getElementById("words");
const WORDS = element ? JSON.parse(element.textContent) : await (await fetch("/explorer/words.json")).json();

export const lang = () => here().params.lang;

/** What the page says: say("found", {n: 3}). */
export function say(key, values = {}) {
  const [zh, en] = WORDS[key];
  return (lang() === "zh" ? zh : en).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "–");
}

/** The one of two texts that the language asks for: of {zh, en}, or of fields that end in _zh and _en. */
export const either = (row, name = "") => {
  const [zh, en] = name ? [row[`${name}_zh`], row[`${name}_en`]] : [row.zh, row.en];
  return (lang() === "zh" ? zh ?? en : en ?? zh) ?? null;
};

let schema = null, terms = null;

/** Ask for the schema and the words; before anything is drawn. */
export async function learn() {
  const [told, words] = await Promise.all([once(["schema"]), once(["words"])]);
  schema = {
    ...told,
    label: Object.fromEntries(told.nodes.map((one) => [one.label, one])),
    level: Object.fromEntries(told.nodes.filter((one) => one.level).map((one) => [one.level, one])),
    edge: Object.fromEntries(told.edges.map((one) => [one.type, one])),
    family: Object.fromEntries(told.families.map((one) => [one.name, one])),
    strand: Object.fromEntries(told.strands.map((one) => [one.name, one])),
  };
  terms = Object.fromEntries(words.rows.map((one) => [one.term, one]));
}

export const theSchema = () => schema;

const apart = (name) => {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();
  return words[0].toUpperCase() + words.slice(1);
};

/** A label, a level, a type of edge or a value, as a reader of the language knows it; what is none stays as it is. */
export function word(name) {
  if (name === null || name === undefined) return null;
  const known = schema.label[name] ?? schema.level[name] ?? schema.edge[name];
  if (known) return lang() === "zh" ? known.zh : apart(name);
  const term = terms[name];
  return term ? (lang() === "zh" ? term.zh : term.en) : name;
}
