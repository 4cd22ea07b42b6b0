// One gap: what is missing since when, the chain that was expected and where it breaks, and what would mend it.

import {ask} from "wangge/api.js";
import {card, later} from "wangge/cards.js";
import {h, number, table} from "wangge/dom.js";
import {subject, valued} from "wangge/gaps.js";
import {band, facts, familyOf, listed, stamp, tag, to, toGap} from "wangge/parts.js";
import {trail} from "wangge/start.js";
import {link} from "wangge/state.js";
import {either, lang, say, word} from "wangge/words.js";

const SIGNS = {holds: ["✓", "good"], unknown: ["?", "warn"]};
const sign = (state) => {
  const [mark, kind] = SIGNS[state] ?? ["✕", "bad"];
  return tag(`${mark} ${word(state)}`, kind);
};

export async function show({id, as_of, signal}) {
  const found = await ask(["gaps", id], {as_of, mended: "false"}, signal);
  trail(found.path, say("gap_name", {id: found.norm}));
  const place = found.path[found.path.length - 1];
  const open = found.state === "open";
  return h("article.gap",
    h("h1", either(found, "sentence")),
    h("p.facts", tag(`${open ? "✕" : found.state === "met" ? "✓" : "?"} ${say(`gap_state_${found.state}`)}`, open ? "bad" : found.state === "met" ? "good" : "warn"),
      h("span", found.gap), stamp(found, found.synthetic)),
    h("div.cards",
      h("section.card", h("h2", word("norm")), h("p", either(found, "norm")), h("p", tag(word(found.status)), " ", h("span.quiet", found.norm)),
        facts([[word("subject"), [subject(found), " ", word(found.subject_level)]], [word("found"), found.value === null ? null : valued(found)], [word("since"), found.since]])),
      place && card(say("gap_households"), (mine) => listedGap(found, place, as_of, mine), exposed, signal)),
    h("section", h("h2", say("gap_chain")), h("ol.links", found.rows.map(step))),
    h("section.card", h("h2", say("gap_repairs")),
      open ? later((mine) => ask(["gaps", id], {as_of}, mine), repairs, signal) : h("p", say("gap_nothing_to_mend"))),
    former(found), near(found), lines(found),
    place && card(say("gap_waivers"), (mine) => ask(["waivers"], {as_of, place: place.id, every: true}, mine), (told) => waivers(told, id), signal),
    place && h("p", h("a", {href: link("gaps", place.id)}, say("gap_all", {name: place.name}))));
}

/** The gap as the list of its place has it, which says how many feel it. */
async function listedGap(found, place, as_of, signal) {
  const lists = ["gaps", "targets", "waived"];
  const told = await Promise.all(lists.map((one) => ask(["places", place.id, one], {as_of, norms: found.norm, limit: 1000}, signal)));
  return told.flatMap((one) => one.rows).find((one) => one.id === found.gap) ?? null;
}

const exposed = (row) => (row === null ? h("p.unknown", say("unknown")) : facts([[word("households"), row.households], [word("severity"), row.severity],
  [word("lines"), row.lines.length ? listed(row.lines.map(word)) : word("none")]]));

/** One link of the chain: what was expected, whether it holds, and by what. */
function step(one) {
  const parts = [
    one.day && h("span", one.day),
    one.value !== null && h("span", number(one.value), band(one) && (lang() === "zh" ? `，${band(one)}` : `, ${band(one)}`)),
    (one.state !== "holds" || one.value !== null) && one.facts.length > 0 && h("span", listed(one.facts.map(fact))),
    one.lacking.length > 0 && h("span", say("gap_lacks"), listed(one.lacking)),
    one.unsaid.length > 0 && h("span", say("gap_unsaid"), listed(one.unsaid)),
  ].filter(Boolean);
  return h("li", {class: one.first ? "first" : null},
    h("p", sign(one.state), " ", either(one, "expected"), one.first && h("strong.break", ` ${say("gap_breaks")}`)),
    parts.length > 0 && h("p.quiet", parts.map((part, i) => [i > 0 && " · ", part])));
}

const fact = (one) => h("span", to(familyOf(one.who_label), one.who_id, one.who_name), one.word && ` (${one.word})`);

function former(found) {
  if (!found.former.length) return null;
  return h("section", table(say("gap_former"), ["holder", "post", "at", "since", "until", "ended_by", "recorded"],
    found.former.map((one) => [fact({...one, word: null}), one.word, one.at_name, one.since, one.until, one.ended_by && say(`gap_by_${one.ended_by}`), one.recorded])));
}

function near(found) {
  if (!found.near.length) return null;
  return h("section", table(say("gap_near"), ["holder", "post", "since", "reason"],
    found.near.map((one) => [fact({...one.fact, word: null}), one.fact.word, one.fact.since, either(one, "why")])));
}

function lines(found) {
  if (!found.lines.length) return null;
  const holder = (line) => {
    if (line.state === "manager") return word(line.manager);
    const holders = [...new Map(line.covers.map((row) => [row.holder_id, row])).values()];
    const some = holders.slice(0, 6).map((row) => h("span", row.holder_name, row.post && ` (${row.post})`, !row.counts && line.state !== "shown" && ` · ${say("gap_not_counting")}`));
    return some.length ? [listed(some), holders.length > 6 && ` ${say("more", {n: number(holders.length - 6)})}`] : null;
  };
  return h("section", table(say("gap_lines"), ["line", "state", "who"], found.lines.map((one) => [word(one.line), word(one.state), holder(one)])));
}

function repairs(found) {
  if (found.no_repair) return h("p", say("gap_no_repair", {why: either(found.no_repair)}));
  if (!found.repairs.length) return h("p", say("gap_nothing_to_mend"));
  const effects = (title, list) => list.length > 0 && h("p", say(title), listed(list.map((one) => toGap(`${one.norm}:${one.subject_id}`, `${one.norm} ${one.subject_name}`))));
  return [
    h("p.quiet", say("gap_repairs_tried")),
    h("ol.repairs", found.repairs.map((one) => h("li",
      h("p", tag(say("gap_cost", {n: number(one.cost)})), " ", h("span.quiet", one.value !== null && say("gap_then", {n: number(one.value)}))),
      h("ul.plain", one.changes.map((change) => h("li", either(change, "sentence"), " ", h("span.quiet", say("gap_cost", {n: number(change.cost)}))))),
      effects("gap_opens", one.opened), effects("gap_closes", one.closed), effects("gap_unknown", one.unknown),
      one.to_name.length > 0 && h("p.quiet", say("gap_to_name"), listed(one.to_name))))),
  ];
}

function waivers(told, id) {
  const mine = told.rows.filter((one) => one.gap === id);
  if (!mine.length) return h("p.quiet", say("gap_no_waivers"));
  return table(say("gap_waivers"), ["reason", "by", "since", "until", "state"], mine.map((one) => [one.reason, one.by, one.since, one.until, word(one.state)]));
}
