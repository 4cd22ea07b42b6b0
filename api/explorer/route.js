// A route as it is drawn: channels, each an ordered list of steps joined by arrows; a dead end is told by sign and words.

import {ask} from "wangge/api.js";
import {later} from "wangge/cards.js";
import {h, number} from "wangge/dom.js";
import {grouped, heads, joined, listed, nameOfType, said, tag, to, toPlace} from "wangge/parts.js";
import {changed} from "wangge/state.js";
import {either, lang, say, word} from "wangge/words.js";

/** What `GET /places/{place}/routes/{issue}` answered; `asked` are its parameters, `channel` the only one shown. */
export function drawn(found, channel, asked, signal) {
  const channels = grouped(found.rows, (one) => one.channel);
  const shown = channels.some(([name]) => name === channel) ? channels.filter(([name]) => name === channel) : channels;
  const assembled = found.rows.filter((one) => one.sequence === "assembled").length;
  return h("section.route",
    h("h2", say("route_title", {name: nameOfType(found.issue), place: found.place.name})),
    h("p.facts",
      h("span", word(found.mode)),
      found.issue.promised_days !== null && h("span", say("route_promised", {n: number(found.issue.promised_days)}))),
    channels.length > 1 && h("nav", {"aria-label": say("route_channels")}, h("ul.tabs.minor",
      [[null, say("route_every")], ...channels.map(([name, rows]) => [name, either(rows[0], "channel")])].map(([name, text]) =>
        h("li", h("a", {href: changed({channel: name}), "aria-current": (shown.length === channels.length ? null : channel) === name ? "page" : null}, text))))),
    found.rows.length === 0 && h("p.empty", say("route_none")),
    shown.map(([name, rows]) => section(rows, found.due[name])),
    found.rows.some((one) => one.state === "dead_end") && tried(found, asked, signal),
    found.rows.length > 0 && h("p.quiet", say("route_put_together", {all: number(found.rows.length), stated: number(found.rows.length - assembled), n: number(assembled)})),
    found.rows.some((one) => one.due) && calendar(found.calendar));
}

function section(rows, due) {
  const dead = rows.filter((one) => one.state === "dead_end").length;
  return h("section",
    h("h3", either(rows[0], "channel"), " ", dead ? tag(`✕ ${say("route_dead_ends", {n: number(dead)})}`, "bad") : tag(`✓ ${say("route_passable")}`, "good"),
      h("span.quiet", ` ${due ? say("route_whole_due", {day: due}) : say("route_no_term")}`)),
    h("ol.steps", rows.map(step)));
}

function step(one) {
  const dead = one.state === "dead_end";
  const who = one.bodies.length || one.holders.length || one.departments.length;
  const departments = new Set(one.departments.map((row) => row.id));
  const others = one.bodies.filter((row) => !departments.has(row.id));
  const seats = one.holders.filter((row) => !departments.has(row.body_id));
  return h("li", {class: one.state},
    h("h4", h("span.at", number(one.number)), " ", either(one, "title"), " ", h("span.quiet", word(one.step)),
      one.state === "skipped" && [" ", tag(`↷ ${say("route_skip")}`)]),
    dead && h("p.dead", say("route_dead")),
    h("p", say("route_acts"), who || dead || one.state === "skipped" ? said(one.actor) : say("route_by_kind", {who: said(one.actor)}),
      one.place_id && [" · ", say("route_place"), toPlace({id: one.place_id, name: one.place_name})]),
    others.length > 0 && h("p", say("route_bodies"), listed(others.map((row) => to("Body", row.id, row.name)))),
    seats.length > 0 && h("p", say("route_holders"), listed(seats.map((row) => h("span", to("Person", row.id, row.name), ` (${[row.post, others.length !== 1 && row.body_name].filter(Boolean).join(" · ")})`)))),
    one.departments.map(department),
    one.chain.length > 1 && h("p.quiet", say("route_way"), one.chain.map((row, i) => [i > 0 && " → ", toPlace(row)])),
    (one.deadline_days !== null || one.due) && h("p", [one.deadline_days !== null && say("route_term", {n: number(one.deadline_days)}), one.due && say("route_due", {day: one.due})].filter(Boolean).join(lang() === "zh" ? "，" : ", ")),
    h("p.quiet", say("route_why"), said(one.why)),
    one.lacking && h("p", say("route_lacking"), toPlace(one.lacking)),
    one.wanting.length > 0 && h("p", say("route_wanting"), listed(one.wanting.map((row) => to("Body", row.id, row.name)))),
    one.mend && h("p", h("strong", say("route_mend")), said(one.mend)),
    one.notes.map((note) => h("p.note", h("strong", `! ${say("route_note")}`), said(note.said))),
    one.sequence === "assembled" && h("p.quiet", say("route_assembled")));
}

const department = (one) => h("p",
  tag(word(one.role), one.role === "lead" ? "good" : ""), " ", to("Body", one.id, one.name), " ",
  h("span.quiet", say("route_serves", {place: one.place_name})),
  one.deadline_days !== null && ` · ${say("route_term", {n: number(one.deadline_days)})}`,
  one.heads.length > 0 && [" · ", heads(one.heads)]);

/** What opens the dead ends; it is tried in the database, which takes seconds. */
function tried(found, asked, signal) {
  const fetchIt = (mine) => ask(["places", found.place.id, "routes", found.issue.id], {...asked, mended: true}, mine);
  const draw = ({mends}) => (mends?.length ? h("ul.plain", mends.map((one) => h("li",
    tag(`${either(found.rows.find((row) => row.channel === one.channel), "channel")} ${one.number}`), " ", listed(one.changes.map((change) => either(change, "sentence")))))) : h("p", say("route_mend_not")));
  return h("section.card", h("h3", say("route_mend_tried")), later(fetchIt, draw, signal));
}

function calendar(known) {
  const years = known.years;
  return h("p.quiet", years.length > 0 && say("route_calendar", {file: known.file, from: years[0], to: years[years.length - 1]}),
    known.unknown_years.length > 0 && ` ${say("route_calendar_unknown", {years: joined(known.unknown_years)})}`);
}
