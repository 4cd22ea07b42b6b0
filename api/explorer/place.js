// A place: what stands over all its views, and its overview.

import {ask, data, rows} from "wangge/api.js";
import {about} from "wangge/atlas.js";
import {card, later, paged} from "wangge/cards.js";
import {coverage} from "wangge/coverage.js";
import {h, number, put, select, table} from "wangge/dom.js";
import {facts, familyOf, fold, grouped, growing, joined, listed, property, sort, stamp, tag, to, toGap, toPlace, until} from "wangge/parts.js";
import {trail} from "wangge/start.js";
import {link} from "wangge/state.js";
import {lang, say, theSchema, word} from "wangge/words.js";

const TABS = [
  ["overview", "place"], ["cover", "cover"], ["gaps", "gaps"], ["routes", "routes"], ["network", "network"], ["territory", "territory"],
  ...(about ? [] : [["ties", "ties"]]), // an atlas does not hold them
];

/** Places as links, each with its level, its households and how many lie below. */
export const placeList = (places) => growing(places, (some) => h("ul.places", some.map((one) =>
  h("li", toPlace(one), h("span.quiet", " ", [
    sort(one),
    one.households === null ? say("place_households_unknown") : say("place_households", {n: number(one.households)}),
    one.below > 0 && say("place_below_n", {n: number(one.below)}),
  ].filter(Boolean).join(" · "))))), 60);

/** The head of a place over the views of it; `answer` is that of its address, for its data version. */
function placeHead(place, active, answer) {
  const tabs = TABS.map(([name, view]) => h("li",
    h("a", {href: link(view, view === "network" ? `Place:${place.id}` : place.id), "aria-current": name === active ? "page" : null}, say(name))));
  return h("div.place-head",
    h("h1", place.name),
    h("p.facts",
      h("span", sort(place)),
      place.code && h("span", say("place_code", {code: place.code})),
      "households" in place && h("span", place.households === null ? say("place_households_unknown") : say("place_households", {n: number(place.households)})),
      place.since && h("span", say("place_since", {day: place.since})),
      place.until && h("span", say("place_until", {day: place.until})),
      place.tags?.map((one) => tag(one)),
      stamp(answer, place.synthetic)),
    place.grids?.length > 0 && h("p", say("place_lies_in"), listed(place.grids.map(toPlace))),
    h("nav", {"aria-label": say("place_tabs", {name: place.name})}, h("ul.tabs", tabs)));
}

/** Ask what a place is, lead the way down to it, and make its head: {place, head}. */
export async function standing(id, active, as_of, signal) {
  const answer = await ask(["places", id], {as_of}, signal);
  const {place} = answer;
  trail(place.path.slice(0, -1), place.name);
  return {place, answer, head: placeHead(place, active, answer)};
}

export async function show({id, as_of, signal}) {
  const {place, answer, head} = await standing(id, "overview", as_of, signal);
  return h("article", head,
    coverage(place, as_of, signal),
    h("div.cards", gapCard(place, as_of, signal), peopleCard(place), officeCard(place, as_of, signal), dataCard(place, answer)),
    below(place, as_of, signal));
}

// --- cards --------------------------------------------------------------------------------------------------------

const sum = (list, of) => list.reduce((all, one) => all + of(one), 0);

/** How many subjects of each norm are how, added up as they stand in the table of norms. */
export const tallied = (norms) => ({
  subjects: sum(norms, (one) => one.subjects),
  targets: sum(norms, (one) => (one.status === "target" ? one.gaps : 0)),
  waived: sum(norms, (one) => one.waived),
  unknown: sum(norms, (one) => one.unknown),
});

function gapCard(place, as_of, signal) {
  const draw = (found) => {
    const counts = tallied(found.norms);
    const apart = ["targets", "waived", "unknown"].map((one) =>
      h("a", {href: link("gaps", place.id, {list: one})}, say(`place_${one}`, {n: number(counts[one])})));
    return [
      h("p", h("a.big", {href: link("gaps", place.id)}, number(found.total)), " ", say("place_open")),
      found.total === 0 && h("p", say("place_none", {n: number(found.norms.length), m: number(counts.subjects)})),
      found.rows.length > 0 && h("p.quiet", say("place_worst")),
      h("ol.worst", found.rows.map((one) =>
        h("li", toGap(one.id, one.subject_name), h("span.quiet", ` ${one.norm} · ${say("place_severity", {n: number(one.severity)})}`)))),
      h("p", say("place_apart"), listed(apart)),
    ];
  };
  return card(say("gaps"), (mine) => ask(["places", place.id, "gaps"], {as_of, limit: 3, total: true}, mine), draw, signal, "tall");
}

const peopleCard = (place) => h("section.card.tall", h("h2", say("place_people")),
  facts([[property("households"), place.households], [property("population"), place.population], [property("party_households"), place.party_households]]),
  facts([[property("points"), place.points], [property("manager"), word(place.manager)],
    [say("place_has"), place.has && listed(place.has)], [say("place_lacks"), place.lacks && listed(place.lacks)]], true));

function dataCard(place, answer) {
  const made = data.age === null ? null : new Date(Date.now() - data.age * 1000);
  const ago = data.age === null ? null : data.age >= 172_800 ? say("place_ago_days", {n: Math.floor(data.age / 86_400)})
    : data.age >= 7200 ? say("place_ago_hours", {n: Math.floor(data.age / 3600)}) : say("place_ago_minutes", {n: Math.floor(data.age / 60)});
  return h("section.card.tall", h("h2", say("place_data")),
    facts([[say("place_version"), String(answer.data_version)], [say("day"), answer.as_of], [say("place_age"), made && `${made.toLocaleDateString("sv-SE")}${lang() === "zh" ? "，" : ", "}${ago}`]]),
    facts([[say("place_source"), [place.source_row, place.source_id].filter(Boolean).join(" · ") || null]], true));
}

function officeCard(place, as_of, signal) {
  const count = (list) => (mine) => ask(["places", place.id, list], {as_of, limit: 1, total: true}, mine);
  const one = (list, title) => [h("h3", title), later(count(list), (found) => h("p.big", number(found.total)), signal)];
  return h("section.card.tall", h("h2", say("place_offices")), one("bodies", say("place_bodies")), one("people", say("place_in_office")));
}

// --- below --------------------------------------------------------------------------------------------------------

function below(place, as_of, signal) {
  return h("div",
    h("section", h("h2", say("place_below")),
      later((mine) => rows(["places", place.id, "children"], {as_of}, mine), children, signal)),
    fold(say("place_list_bodies"), () => bodyList(place, as_of, signal)),
    fold(say("place_list_people"), () => peopleList(place, as_of, signal)));
}

/** What lies right below, level by level; what a grid alone holds stands apart from the territory. */
function children(found) {
  if (!found.rows.length) return h("p.quiet", say("place_nothing_below"));
  const groups = grouped(found.rows, (one) => `${one.by} ${one.level}`);
  return groups.map(([, some]) => h("div",
    h("h3", say(some[0].by === "grid" ? "place_grid" : "place_territory", {level: word(some[0].level)}), h("span.quiet", ` ${number(some.length)}`)),
    placeList(some)));
}

function bodyList(place, as_of, signal) {
  const list = h("div");
  const labels = theSchema().nodes.filter((one) => one.family === "Body").map((one) => one.label);
  const draw = (found) => table(say("place_bodies"), ["name", "kind", say("place_tied"), "at", "places"], found.map((one) => [
    to("Body", one.id, one.name), sort(one), joined(one.types.map(word)), toPlace(one.at), one.places]));
  const fetchIt = (label) => put(list, paged(["places", place.id, "bodies"], {as_of, label}, draw, signal, say("place_no_bodies")));
  const chosen = select("body-label", [["", say("place_every_label")], ...labels.map((one) => [one, word(one)])], "", fetchIt);
  fetchIt("");
  return h("div", h("p.tools", h("label", {for: "body-label"}, word("kind"), " ", chosen)), list);
}

function peopleList(place, as_of, signal) {
  const posts = (one) => h("ul.plain", one.posts.map((post) =>
    h("li", post.post, " · ", to(post.at.family ?? familyOf(post.at.label), post.at.id, post.at.name), h("span.quiet", post.since && ` ${say("place_since", {day: post.since})}`, post.until && ` ${until(post.until)}`))));
  const draw = (found) => table(say("place_in_office"), ["name", "post"], found.map((one) => [to("Person", one.id, one.name), posts(one)]));
  return paged(["places", place.id, "people"], {as_of}, draw, signal, say("place_no_people"));
}
