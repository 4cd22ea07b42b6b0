// A rehearsal: every kind of issue from every place, in every mode, before anybody needs it. Long work.

import {job} from "wangge/cards.js";
import {h, number} from "wangge/dom.js";
import {joined, listed, longTable, nameOfType, said, tag, to, toPlace} from "wangge/parts.js";
import {link} from "wangge/state.js";
import {either, say, word} from "wangge/words.js";

const SIGN = {dead_end: "✕"};

export function rehearsal(place, as_of, types, signal) {
  const work = job(say("rehearsal_ask"), () => [["places", place.id, "rehearsals"], {as_of}], (found) => draw(found, types), signal);
  return h("section.rehearsal.live", h("h2", say("rehearsal_title")), h("p.quiet", say("rehearsal_intro")), h("p.tools", work.button), work.inside);
}

function draw(found, types) {
  const names = Object.fromEntries(types.map((one) => [one.id, nameOfType(one)]));
  const counted = Object.fromEntries(["places", "routes", "whole", "stuck"].map((one) => [one, number(found[one])]));
  const kinds = (row) => (row.issue_types.length === found.issue_types.length ? say("rehearsal_all") : some(row.issue_types.map((one) => names[one] ?? one)));
  const households = (row) => [number(row.households), row.without_households > 0 && h("span.quiet", ` ${say("rehearsal_unknown", {n: number(row.without_households)})}`)];
  return [
    h("p", say("rehearsal_told", {...counted, level: word(found.level), types: number(found.issue_types.length)})),
    found.rows.length === 0 ? h("p.empty", say("rehearsal_none")) : longTable(say("rehearsal_findings"),
      ["finding", "who", "at", "households", "places", "issue_types", "steps", "why", "mend", say("rehearsal_example")],
      found.rows.map((row) => [
        tag(`${SIGN[row.kind] ?? "!"} ${word(row.kind)}`, row.kind === "dead_end" ? "bad" : "warn"), said(row.actor),
        row.at ? toPlace(row.at) : row.wanting.length ? listed(row.wanting.slice(0, 3).map((one) => to("Body", one.id, one.name))) : null,
        h("span.number", households(row)), row.places, kinds(row), some([...new Set(row.steps.map((one) => `${either(one, "channel")} ${one.number}`))]),
        h("span.wordy", said(row.why)), row.mend ? h("span.wordy", said(row.mend)) : "", h("a", {href: link("routes", row.example.id, {issue: row.issue_types[0], mode: row.steps[0]?.mode})}, row.example.name)])),
  ];
}

/** The first of some names, and how many more there are. */
const some = (names) => joined(names.slice(0, 3)) + (names.length > 3 ? ` ${say("more", {n: number(names.length - 3)})}` : "");
