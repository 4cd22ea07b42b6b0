// An organisation: what is said of it, who heads it and sits in it, and what it is tied to.

import {ask} from "wangge/api.js";
import {h, number} from "wangge/dom.js";
import {facts, grouped, growing, listed, longTable, property, sort, stamp, tag, term, to, toNode} from "wangge/parts.js";
import {trail} from "wangge/start.js";
import {link} from "wangge/state.js";
import {lang, say, theSchema, word} from "wangge/words.js";

const SAID = ["kind", "formation", "basis", "purpose", "function", "staff", "members", "party_members", "since", "until"];
const LISTS = ["has", "lacks"];

export async function show({id, as_of, signal}) {
  const found = await ask(["bodies", id], {as_of}, signal);
  const {body} = found;
  trail([], body.name);
  const has = (name) => theSchema().label[body.label]?.properties.some((one) => one.name === name) ?? true;
  const known = SAID.filter((name) => body[name] !== null || (has(name) && !["since", "until"].includes(name)));
  return h("article",
    h("h1", body.name),
    h("p.facts", h("span", sort(body)), body.tags?.map((one) => tag(one)), h("span", body.id), stamp(found, body.synthetic)),
    h("p.tools", h("a.button", {href: link("network", `Body:${body.id}`)}, say("network"))),
    h("div.two",
      h("section", h("h2", say("body_facts")),
        facts(known.map((name) => [property(name), typeof body[name] === "string" ? word(body[name]) : body[name]])),
        facts(LISTS.map((name) => [property(name), body[name]?.length ? listed(body[name]) : null]), true)),
      h("section", people(body))),
    h("section.ties", h("h2", say("body_ties")), ties(body)));
}

function people(body) {
  if (!body.people.length) return [h("h2", say("body_people")), h("p.empty", say("body_no_people"))];
  return [
    longTable(say("body_people"), ["name", "post", "mode", "since", "until"],
      body.people.map((one) => [to("Person", one.id, one.name), one.post, one.mode ? word(one.mode) : null, ...term(one)])),
    body.people_total > body.people.length && h("p.quiet", say("body_people_more", {n: number(body.people_total), shown: number(body.people.length)}))];
}

/** Ties by type and direction, each with what is said of it: its form, its line, its money. */
function ties(body) {
  if (!body.ties.length) return h("p.empty", say("body_no_ties"));
  const groups = grouped(body.ties, (one) => `${one.type} ${one.direction}`);
  const named = (one) => (lang() === "zh" ? word(one.type) : word(one.type).toLowerCase());
  const more = (one) => [
    ...["role", "form", "line", "purpose", "rung"].map((name) => one[name] && word(one[name])),
    one.amount_yuan !== null && say("body_yuan", {n: number(one.amount_yuan)}), one.minutes !== null && say("body_minutes", {n: number(one.minutes)}),
    one.since && `${one.since} –${one.until ? ` ${one.until}` : ""}`,
  ].filter(Boolean).join(" · ");
  return [
    groups.map(([, some]) => h("section",
      h("h3", say(`body_${some[0].direction}`, {type: named(some[0])}), h("span.quiet", ` ${number(some.length)}`)),
      growing(some, (rows) => h("ul", rows.map((one) => h("li", toNode(one.other), h("span.quiet", ` ${word(one.other.level ?? one.other.label)}${more(one) ? ` · ${more(one)}` : ""}`)))), 30))),
    body.ties_total > body.ties.length && h("p.quiet", say("body_ties_more", {n: number(body.ties_total), shown: number(body.ties.length)}))];
}
