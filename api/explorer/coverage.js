// How much of a place each line covers: shares with what they are shares of.

import {ask} from "wangge/api.js";
import {later} from "wangge/cards.js";
import {h, number, percent, s} from "wangge/dom.js";
import {fold, longTable, toPlace} from "wangge/parts.js";
import {say, word} from "wangge/words.js";

const STATES = ["covered", "partial", "uncovered", "unknown"];

/** Four pieces of one bar; each has its own pattern as well as its colour, and the whole has a text. */
function bar(row) {
  const all = STATES.reduce((sum, one) => sum + row[one], 0);
  let x = 0;
  const pieces = STATES.filter((one) => row[one] > 0).map((one) => {
    const width = Math.max((row[one] / all) * 100, 0.6);
    const piece = s("line", {x1: x, x2: Math.min(x + width, 100), y1: 5, y2: 5, class: `piece ${one}`, "vector-effect": "non-scaling-stroke"});
    x += width;
    return piece;
  });
  return s("svg.bar", {viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": say("coverage_bar", row)}, pieces);
}

const sample = (state) => s("svg.sample", {viewBox: "0 0 24 10", "aria-hidden": "true"}, s("line", {x1: 0, x2: 24, y1: 5, y2: 5, class: `piece ${state}`}));

function line(row) {
  const title = h("h3", word(row.line));
  if (row.state !== "applicable") return h("div.line", title, h("p.big.unknown", "–"), h("p", say("coverage_not_applicable")));
  const counts = Object.fromEntries([...STATES, "buildings"].map((one) => [one, number(row[one])]));
  return h("div.line", title,
    h("p", {class: row.share === null ? "big unknown" : "big"}, row.share === null ? say("unknown") : percent(row.share)),
    bar(row),
    h("p", row.share === null ? say("coverage_nothing_known") : say("coverage_known", {n: counts.covered, of: number(row.share_of)})),
    h("p.quiet", say("coverage_counts", counts)),
    h("p.quiet", row.household_share === null ? say("unknown") : say("coverage_households", {n: number(row.covered_households), of: number(row.household_share_of), share: percent(row.household_share)}),
      row.unknown_households > 0 && ` · ${say("coverage_households_unknown", {n: number(row.unknown_households)})}`,
      row.without_households > 0 && ` · ${say("coverage_without", {n: number(row.without_households)})}`));
}

function draw(found) {
  const parts = found.rows.filter((one) => !one.total && one.state === "applicable" && one.place_id !== found.place.id);
  const names = [word("line"), word("place"), word("share"), ...STATES.map(word), word("buildings"), word("household_share"), word("households")];
  const cells = (one) => [
    word(one.line), one.place_id ? toPlace({id: one.place_id, name: one.place_name}) : say("coverage_elsewhere"),
    percent(one.share), ...STATES.map((state) => one[state]), one.buildings, percent(one.household_share), one.households];
  return [
    h("p.legend", h("span", say("coverage_legend")), STATES.map((one) => h("span", sample(one), " ", word(one)))),
    h("div.lines", found.rows.filter((one) => one.total).map(line)),
    parts.length > 0 && fold(say("coverage_by", {level: word(found.by)}), () => longTable(say("coverage"), names, parts.map(cells))),
  ];
}

/** The coverage of a place; it comes when it is there. */
export const coverage = (place, as_of, signal) => h("section.card.coverage", h("h2", say("coverage")),
  later((mine) => ask(["places", place.id, "coverage"], {as_of}, mine), draw, signal));
