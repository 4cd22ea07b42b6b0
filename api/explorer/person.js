// An office-holder: posts now, the career in time, ties, and the bodies and places that share them. No personal fields.

import {ask} from "wangge/api.js";
import {h, s, table} from "wangge/dom.js";
import {listed, stamp, tag, term, toNode} from "wangge/parts.js";
import {trail} from "wangge/start.js";
import {link} from "wangge/state.js";
import {say, word} from "wangge/words.js";

/** When a station was over: by its own end, or by that of the body or place where it was. */
const end = (one) => [one.until, one.at_until].filter(Boolean).sort()[0] ?? null;
const state = (one, day) => (end(one) && end(one) <= day ? "ended" : one.since && one.since > day ? "later" : "current");
const how = (one) => [one.mode, one.rung, one.role].filter(Boolean).map(word).join(" · ");
const what = (one) => one.post ?? word(one.type);

export async function show({id, as_of, signal}) {
  const [found, told] = await Promise.all([ask(["people", id], {as_of}, signal), ask(["people", id, "career"], {}, signal)]);
  const {person} = found, {stations} = told.career;
  trail([], person.name);
  const shared = [...new Map(person.posts.map((one) => [`${one.at.family} ${one.at.id}`, one.at])).values()];
  const posts = (rows) => table(say("person_now"), ["post", "at", "mode", "since", "until"],
    rows.map((one) => [h("strong", one.post), [toNode(one.at), " ", h("span.quiet", word(one.at.level ?? one.at.label))], one.mode ? word(one.mode) : null, ...term(one)]));
  return h("article",
    h("h1", person.name),
    h("p.facts", h("span", word("Person")), person.kind && h("span", word(person.kind)), person.tags?.map((one) => tag(one)),
      h("span", person.id), stamp(found, person.synthetic)),
    h("p.tools", h("a.button", {href: link("network", `Person:${person.id}`)}, say("network"))),
    person.posts.length ? posts(person.posts) : h("p.empty", say("person_no_posts", {day: as_of})),
    shared.length > 1 && h("section", h("h2", say("person_shared")), h("p", say("person_shared_why"), listed(shared.map(toNode)))),
    h("section", h("h2", say("person_career")),
      stations.length ? [timeline(stations, as_of), career(stations, as_of)] : h("p.empty", say("person_no_career"))),
    person.ties.length ? ties(person.ties) : h("p.quiet", say("person_no_ties")));
}

function career(stations, day) {
  const told = (one) => h("span", {class: state(one, day)}, state(one, day) === "ended" ? `✕ ${say("person_ended")}` : say(`person_${state(one, day)}`),
    one.at_until && one.at_until <= day && ` · ${say("person_at_ended", {day: one.at_until})}`);
  return table(say("person_career"), ["state", "post", "at", "mode", "since", "until"],
    stations.map((one) => [told(one), what(one), toNode(one.at), how(one) || null, ...term(one)]));
}

const ties = (rows) => table(say("person_ties"), ["what", "at", "mode", "since", "until"],
  rows.map((one) => [word(one.type), toNode(one.at ?? one.other), how(one) || null, ...term(one)]));

const WIDE = 640, ROW = 34, LEFT = 8;

/** A bar for each station, over the years; an ended one is an outline of dashes. */
function timeline(stations, day) {
  const known = stations.flatMap((one) => [one.since, end(one)]).filter(Boolean).map(Date.parse);
  const first = Math.min(...known, Date.parse(day) - 86_400_000 * 365), last = Math.max(...known, Date.parse(day));
  const x = (at) => LEFT + ((at - first) / (last - first)) * (WIDE - 2 * LEFT);
  const from = new Date(first).getFullYear() + 1, to = new Date(last).getFullYear();
  const each = Math.max(1, Math.ceil((to - from) / 10));
  const years = Array.from({length: Math.max(0, Math.floor((to - from) / each) + 1)}, (_, i) => from + i * each);
  const high = stations.length * ROW + 24;
  const bar = (one, i) => {
    const begin = one.since ? x(Date.parse(one.since)) : LEFT, over = end(one) ? x(Date.parse(end(one))) : WIDE - LEFT;
    const text = `${what(one)} · ${one.at.name} (${one.since ?? "?"} – ${end(one) ?? say("part_still")}${state(one, day) === "current" ? "" : `，${say(`person_${state(one, day)}`)}`})`;
    const right = begin > WIDE / 2;
    return s("g",
      s("text", {x: right ? WIDE - LEFT : begin, y: i * ROW + 14, "text-anchor": right ? "end" : "start"}, text),
      s("rect", {x: begin, y: i * ROW + 19, width: Math.max(3, over - begin), height: 9, rx: 2, class: `span ${state(one, day) === "current" ? "" : "ended"}`}));
  };
  return h("div.wide", {tabindex: 0, role: "region", "aria-label": say("person_timeline")},
    s("svg.timeline", {viewBox: `0 0 ${WIDE} ${high}`, role: "img", "aria-label": say("person_timeline")},
      years.map((year) => [s("line", {x1: x(Date.parse(`${year}-01-01`)), x2: x(Date.parse(`${year}-01-01`)), y1: 0, y2: high - 18, class: "rule"}),
        s("text", {x: x(Date.parse(`${year}-01-01`)), y: high - 4, class: "years", "text-anchor": "middle"}, year)]),
      stations.map(bar)));
}
