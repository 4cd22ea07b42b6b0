// How many gaps were open, day by day: long work, drawn as steps and as a table.

import {job} from "wangge/cards.js";
import {h, number, s, table} from "wangge/dom.js";
import {fold, longTable, toGap} from "wangge/parts.js";
import {say, word} from "wangge/words.js";

const WIDE = 720, HIGH = 220, LEFT = 44, RIGHT = 12, TOP = 14, BOTTOM = 28;
const at = (day) => Date.parse(day);

/** A place's history, asked for by a button. */
export function historyPart(place, as_of, told, signal) {
  const before = `${Number(as_of.slice(0, 4)) - 1}${as_of.slice(4)}`.replace("-02-29", "-02-28");
  const since = h("input", {type: "date", id: "history-from", value: before, required: true});
  const until = h("input", {type: "date", id: "history-to", value: as_of, required: true});
  const work = job(say("history_ask"), () => [["places", place.id, "histories"], {since: since.value, until: until.value}], (found) => draw(found, told), signal);
  return h("section.live", h("h2", say("history_title")),
    h("p.tools", h("label", {for: "history-from"}, say("history_from"), since), h("label", {for: "history-to"}, say("history_to"), until), work.button),
    work.inside);
}

function draw(found, told) {
  if (!found.rows.length && !found.targets.length) return h("p.empty", say("history_none"));
  const norm = (id) => h("span.wordy", h("span.quiet", id), " ", told[id]);
  const days = (one) => one.days ?? one.days_so_far;
  return [
    chart(found),
    h("p.quiet", say("history_days", {m: number(found.days_of_change), k: number(found.days_asked)})),
    fold(say("history_curve"), () => longTable(say("history_curve"), ["day", "open", "opened", "closed", "targets"],
      found.curve.map((one) => [one.day, one.open, one.opened, one.closed, one.targets]))),
    fold(say("history_spells"), () => longTable(say("history_spells"), ["subject", "norm", "opened", "closed", "days", "closed_as"],
      [...found.rows, ...found.targets].map((one) => [toGap(one.id, one.subject_name), norm(one.norm), one.opened ?? say("history_before"), one.closed ?? say("history_still"), days(one), one.closed_as ? word(one.closed_as) : ""]))),
    fold(say("history_lives"), () => [
      table(say("history_lives"), [say("history_by"), "opened_count", "closed_count", "open", "median_days"],
        found.lives.map((one) => [one.name ?? (one.by === "norm" ? norm(one.key) : word(one.key) ?? one.by), one.opened, one.closed, one.open, one.median_days])),
      h("p.quiet", {lang: "en"}, found.life_formula)]),
  ];
}

/** Steps: a number holds until the next day of change. */
function chart({curve, since, until}) {
  const high = Math.max(1, ...curve.map((one) => one.open));
  const x = (day) => LEFT + ((at(day) - at(since)) / Math.max(1, at(until) - at(since))) * (WIDE - LEFT - RIGHT);
  const y = (n) => HIGH - BOTTOM - (n / high) * (HIGH - TOP - BOTTOM);
  const last = curve[curve.length - 1];
  const line = curve.map((one, i) => (i ? `H${x(one.day)}V${y(one.open)}` : `M${x(one.day)} ${y(one.open)}`)).join("") + `H${x(until)}`;
  const marks = [...new Set([0, Math.round(high / 2), high])];
  const text = say("history_chart", {first: since, last: until, a: number(curve[0].open), b: number(last.open), high: number(high)});
  return h("figure.chart", h("div.wide", {tabindex: 0, role: "region", "aria-label": say("history_title")},
    s("svg", {viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": text},
      marks.map((n) => [
        s("line", {x1: LEFT, x2: WIDE - RIGHT, y1: y(n), y2: y(n), class: "rule"}),
        s("text", {x: LEFT - 6, y: y(n) + 4, "text-anchor": "end"}, number(n))]),
      s("text", {x: LEFT, y: HIGH - 8}, since), s("text", {x: WIDE - RIGHT, y: HIGH - 8, "text-anchor": "end"}, until),
      s("path", {d: line, class: "steps"}),
      curve.length <= 60 && curve.map((one) => s("circle", {cx: x(one.day), cy: y(one.open), r: 3, class: "day"}, s("title", `${one.day}: ${one.open}`))))),
    h("figcaption", text));
}
