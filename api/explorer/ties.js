// Who is tied to whom at a place: people with several posts, bodies and places that share them, and what the place's rules say.

import {ask} from "wangge/api.js";
import {later, paged} from "wangge/cards.js";
import {h, number, percent, table} from "wangge/dom.js";
import {fold, joined, listed, longTable, term, to, toNode} from "wangge/parts.js";
import {standing} from "wangge/place.js";
import {say, word} from "wangge/words.js";

const NAMED = 5;
const person = (one) => to("Person", one.id, one.name);

/** The first of several people as links, and how many more there are. */
const some = (people) => [...listed(people.slice(0, NAMED)), people.length > NAMED && ` ${say("more", {n: number(people.length - NAMED)})}`];

/** Who holds two posts, each once. */
const holders = (row) => some([...new Map(row.holders.map((one) => [one.id, person(one)])).values()]);

const pairs = (found) => table(say("ties_pairs"), ["post", "also", "people_both", "rule", "holder"], found.map((one) =>
  [one.post, one.other_post, one.people, joined(one.rules) || h("span.quiet", say("ties_unsaid")), holders(one)]));

const interlocks = (found) => table(say("ties_shared"), ["one", "other", "shared_people", "by_whom", "since"], found.map((one) =>
  [toNode(one.a), toNode(one.b), one.people, some(one.holders.map((who) => h("span", person(who), ` (${who.post_a}, ${who.post_b})`))), term(one)[0]]));

const side = (words) => joined(words.map((one) => (one === "party_member" ? say("ties_party") : one.replace(/^tag:/, ""))));

function rules(found) {
  if (!found.rows.length) return h("p.quiet", say("ties_no_rules"));
  return [
    table(say("ties_rules"), ["rule", "holds", "also", "mode", "status", "published", "people_held", "people_both", "source"], found.rows.map((one) =>
      [one.id, side(one.held), side(one.also), word(one.mode), word(one.status), one.count, one.people_held, one.people_both, one.source])),
    found.rows.filter((one) => one.lacking?.length).map((one) =>
      h("p", say("ties_lacking", {rule: one.id, n: number(one.lacking.length)}), some(one.lacking.map(person)))),
  ];
}

const central = (found) => [
  h("p.quiet", say("ties_parts", {n: number(found.components)})),
  longTable(say("ties_central"), ["at", "ties", "shared_people", "alone", "betweenness", "core"], found.rows.map((one) =>
    [toNode(one.at), one.ties, one.people, one.alone, percent(one.betweenness), one.core])),
];

const conflicts = (found) => [
  h("p.quiet", say("ties_ours")),
  found.rows.length
    ? table(say("ties_conflicts"), ["holder", "post", "firm", "also", "committee", "place"], found.rows.map((one) =>
      [person(one), one.post, toNode(one.firm), one.other_post, toNode(one.committee), toNode(one.compound)]))
    : h("p", say("ties_no_conflicts")),
];

export async function show({id, as_of, signal}) {
  const {place, head} = await standing(id, "ties", as_of, signal);
  const of = (list) => ["places", place.id, list];
  const asked = (list, draw) => () => later((mine) => ask(of(list), {as_of, limit: list === "central" ? 1000 : null}, mine), draw, signal);
  return h("article", head,
    h("section", h("h2", say("ties_several")), paged(of("cross-holders"), {as_of}, pairs, signal, say("ties_nobody"))),
    h("section", h("h2", word("CROSS_HOLDING")), paged(of("interlocks"), {as_of}, interlocks, signal, say("ties_nothing_shared"))),
    fold(say("ties_rules"), asked("cross-holding-rules", rules)),
    fold(say("ties_central"), asked("central", central)),
    fold(say("ties_conflicts"), asked("conflicts", conflicts)));
}
