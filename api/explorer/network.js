// The network: the ties around a node, or the whole of a place, with what filters, opens and compares it.

import {ask} from "wangge/api.js";
import {about} from "wangge/atlas.js";
import {button, h, number, put, s, select} from "wangge/dom.js";
import {exportMenu} from "wangge/keep.js";
import {stamp} from "wangge/parts.js";
import {called, drawn, edgeSaid, nodeSaid, shape, sign} from "wangge/picture.js";
import {standing} from "wangge/place.js";
import {searchBox} from "wangge/search.js";
import {trail, trouble} from "wangge/start.js";
import {changed, go, link, linkTo} from "wangge/state.js";
import {either, say, theSchema, word} from "wangge/words.js";

/** Family and id of a node, as `Place:310106021` names it. */
const parted = (name) => [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];

/** A parameter that may stand in the address several times. */
const many = (value) => (value === undefined ? [] : [value].flat());

export async function show({view, id, params, as_of, signal}) {
  const whole = view === "territory";
  const [family, key] = whole ? ["Place", id] : parted(id);
  const asked = {as_of, compared_with: params.compared_with, layout: params.layout, seed: params.seed};
  const path = whole ? ["pictures", "territory", key] : ["pictures", family, key];
  const query = whole ? {...asked, most: params.most ?? 400} : {...asked, opened: many(params.opened), ended: params.ended ? "true" : null};
  const end = params.to;
  // a place that is not there on the day may still be in a picture of two days
  const place = family === "Place" ? standing(key, view, as_of, signal).catch((error) => (params.compared_with ? null : Promise.reject(error))) : null;
  const [{picture}, stood, between] = await Promise.all([
    ask(path, query, signal), place,
    end ? ask(["networks", "between"], {start_family: family, start: key, end_family: parted(end)[0], end: parted(end)[1], as_of}, signal) : null,
  ]);
  const nodes = new Map(picture.nodes.map((one) => [one.key, one]));
  const middle = picture.nodes.find((one) => one.middle);
  const chosen = nodes.has(params.chosen) ? params.chosen : null;
  const hidden = new Set(many(params.hide));
  const pins = new Map(many(params.pin).map((one) => [one.slice(0, one.lastIndexOf("@")), one.slice(one.lastIndexOf("@") + 1).split(",").map(Number)]));
  const way = new Set();
  for (const one of between?.way?.nodes ?? []) way.add(`${one.family}|${one.id}`);
  for (const one of between?.way?.edges ?? []) way.add(`${one.type}:${one.key}`);

  const on = {
    choose: (one) => go(changed({chosen: one})),
    open: (one) => go(whole ? link("territory", one.opens) : about ? changed({chosen: one.key}) : changed({opened: opening(params.opened, one.opens)})),
    pin: (one, x, y) => go(changed({pin: [...many(params.pin).filter((pin) => !pin.startsWith(`${one}@`)), `${one}@${x},${y}`]}), true),
  };
  const shownPicture = drawn(picture, {chosen, hidden, pins, way, on});
  if (!stood) trail([], picture.title);
  return h("article.network",
    stood ? stood.head : [h("h1", say("network_of", {name: picture.title})),
      h("p.facts", stamp(picture, picture.synthetic),
        middle && ["Person", "Body"].includes(family) && h("a", {href: linkTo(family, key)}, say("its_page")))],
    tools(picture, params, whole, shownPicture, path, query),
    h("div.split",
      h("div", shownPicture.element, picture.left_out > 0 && h("p.quiet", say("left_out", {n: number(picture.left_out)}))),
      h("aside", {"aria-label": say("ties_of")},
        side(chosen ? nodes.get(chosen) : middle, picture, params, whole, middle, as_of, signal),
        wayBox(between))),
    time(picture, as_of),
    legend(picture, hidden, params),
    picture.compared_with && changes(picture, nodes),
    asList(picture, nodes));
}

/** The opened groups with one more, or with another number of it. */
function opening(opened, one) {
  const group = one.slice(0, one.lastIndexOf("~"));
  return [...closing(opened, group), one];
}
const closing = (opened, group) => many(opened).filter((other) => !other.startsWith(`${group}~`));

function tools(picture, params, whole, shown, path, query) {
  const layout = select("layout", ["ties", "tree"].map((one) => [one, say(`layout_${one}`)]), picture.layout, (one) => go(changed({layout: one})));
  const most = whole && select("most", ["100", "400", "1000", "2000"].map((one) => [one, one]), params.most ?? "400", (one) => go(changed({most: one})));
  const other = h("input", {type: "date", id: "compared_with", value: picture.compared_with ?? "", onchange: () => go(changed({compared_with: other.value || null}))});
  return h("div.tools", h("div.tools.live",
    h("label", {for: "layout"}, say("layout")), layout,
    most && [h("label", {for: "most"}, say("most_shown")), most],
    h("label", {for: "compared_with"}, say("compared_with")), other,
    picture.compared_with && button(say("no_comparison"), () => go(changed({compared_with: null}))),
    !whole && h("label", h("input", {type: "checkbox", checked: Boolean(params.ended), onchange: (event) => go(changed({ended: event.target.checked ? "1" : null}))}), say("ended_too")),
    exportMenu(path, query, picture.title)),
    button("+", () => shown.zoom(1.3), {"aria-label": say("closer"), title: say("closer")}),
    button("−", () => shown.zoom(1 / 1.3), {"aria-label": say("farther"), title: say("farther")}),
    button(say("fit"), shown.fit),
    button(say("print"), () => print()));
}

/** The days on which something shown here changes: a slider, and a step either way. */
function time(picture, as_of) {
  const days = picture.days;
  if (!days.length) return h("p.quiet.time", say("no_days"));
  const before = days.filter((one) => one <= as_of).length - 1;
  const told = h("output", {for: "days"}, as_of);
  const slider = h("input", {
    type: "range", id: "days", min: 0, max: days.length - 1, step: 1, value: Math.max(before, 0), "aria-valuetext": as_of,
    oninput: () => { told.textContent = days[slider.value]; slider.setAttribute("aria-valuetext", days[slider.value]); },
    onchange: () => go(changed({as_of: days[slider.value]})),
  });
  const step = (i, text) => button(text, () => go(changed({as_of: days[i]})), {disabled: !(i in days)});
  return h("div.tools.time.live", h("label", {for: "days"}, say("days_slider")),
    step(days[before] === as_of ? before - 1 : before, say("day_before")), slider, step(before + 1, say("day_after")), told,
    h("span.quiet", `${days[0]} – ${days.at(-1)}`));
}

function side(node, picture, params, whole, middle, as_of, signal) {
  const box = h("section.card");
  if (node.family === "Group") return put(box, h("h2", called(node)));
  const groups = h("ul.groups", h("li.quiet", say("loading")));
  put(box,
    h("h2", node.name), h("p.quiet", nodeSaid(node).slice(node.name.length + 3)),
    h("p.tools",
      ["Place", "Person", "Body"].includes(node.family) && h("a.button", {href: linkTo(node.family, node.id)}, say("its_page")),
      (whole || !node.middle) && h("a.button", {href: link("network", `${node.family}:${node.id}`)}, say("middle_here")),
      many(params.pin).some((one) => one.startsWith(`${node.key}@`)) &&
        button(say("unpin"), () => go(changed({pin: many(params.pin).filter((one) => !one.startsWith(`${node.key}@`))})))),
    node.middle && !params.chosen && h("p.quiet", say("choose_node")),
    h("h3", say("ties_of")), groups);
  const opened = many(params.opened);
  ask(["groups", node.family, node.id], {as_of}, signal).then(
    (found) => put(groups, found.rows.map((one) => {
      const group = one.opens.slice(0, one.opens.lastIndexOf("~"));
      const now = opened.find((other) => other.startsWith(`${group}~`));
      const pressed = node.middle ? now !== `${group}~0` : Boolean(now);
      const text = `${one.word ? `${word(one.word)} · ` : ""}${word(one.label)} ${number(one.total)}`;
      const next = pressed ? (node.middle ? opening(opened, `${group}~0`) : closing(opened, group)) : node.middle ? closing(opened, group) : opening(opened, one.opens);
      return h("li",
        whole || about
          ? h("span", text)
          : button(text, () => go(changed({opened: next})), {"aria-pressed": String(pressed)}),
        h("span.quiet", `${one.direction === "in" ? "←" : "→"} ${word(one.type)}`));
    })),
    (error) => error.name !== "AbortError" && put(groups, h("li", trouble(error))));
  return box;
}

function wayBox(between) {
  const form = h("form.search", {role: "search"});
  const box = h("section.card.live", h("h2", say("way_to")), form);
  searchBox(form, {id: "way", label: say("way_to"), chosen: (row) => go(changed({to: `${row.family}:${row.id}`}))});
  if (!between) return box;
  const found = between.way;
  box.append(
    h("p", {role: "status"}, found ? say("way_of", {n: found.length}) : say("no_way")),
    h("ol.steps", (found?.nodes ?? []).map((node, i) => {
      const edge = found.edges[i];
      return h("li", h("a", {href: linkTo(node.family, node.id)}, node.name), h("span.quiet", ` ${word(node.label)}`),
        edge && h("div.quiet", `${edge.start === node.id && edge.start_family === node.family ? "→" : "←"} ${word(edge.type)}${edge.post ? `（${edge.post}）` : ""}`));
    })),
    button(say("stop_way"), () => go(changed({to: null}))));
  return box;
}

/** What the colours and lines mean; pressing one hides it. */
function legend(picture, hidden, params) {
  const schema = theSchema();
  const toggle = (name, look, text) => h("li", h("button", {
    type: "button", "aria-pressed": String(!hidden.has(name)), class: "sign",
    onclick: () => go(changed({hide: hidden.has(name) ? many(params.hide).filter((one) => one !== name) : [...many(params.hide), name]}), true),
  }, look, text));
  const count = (label) => picture.nodes.filter((one) => one.label === label).reduce((sum, one) => sum + one.nodes, 0);
  const labels = schema.nodes.filter((one) => count(one.label));
  const strands = schema.strands.filter((one) => picture.edges.some((edge) => schema.edge[edge.type].strand === one.name));
  const sample = (child, box = "-13 -11 26 22") => s("svg", {width: 26, height: 22, viewBox: box, "aria-hidden": true}, child);
  const signs = [
    [picture.nodes.some((one) => one.shared), say("shared_said"), {shared: true}],
    ...["gained", "lost"].map((state) => [picture.compared_with, say(`state_${state}`), {state}]),
    [params.ended, say("state_ended"), {state: "ended"}],
    [picture.synthetic, say("synthetic_short"), {synthetic: true}],
  ];
  return h("section.card.legend", h("h2", say("legend")),
    h("ul",
      labels.map((one) => toggle(one.label, sample(shape(one.label, 7)), `${word(one.label)} ${number(count(one.label))}`)),
      strands.map((one) => toggle(`~${one.name}`, sample(s("line", {x1: -12, x2: 12, y1: 0, y2: 0, stroke: one.colour, "stroke-width": 2.5, "stroke-dasharray": one.dash || null})), either(one)))),
    h("h3", say("signs")),
    h("ul.signs", signs.filter(([is]) => is).map(([, text, look]) => h("li", sample(sign({label: "Person", ...look}, 6), "-12 -16 32 27"), text))));
}

function changes(picture, nodes) {
  const [a, b] = [picture.compared_with, picture.as_of].sort();
  const part = (state) => {
    const found = [...picture.nodes.filter((one) => one.state === state).map(nodeSaid), ...picture.edges.filter((one) => one.state === state).map((one) => edgeSaid(one, nodes))];
    return found.length ? h("section", h("h3", say(`${state}_n`, {n: number(found.length)})), h("ul", found.map((one) => h("li", one)))) : null;
  };
  const parts = [part("gained"), part("lost")].filter(Boolean);
  return h("section.changes", h("h2", say("changes", {a, b})), parts.length ? h("div.two", parts) : h("p", say("no_changes")));
}

const asList = (picture, nodes) => {
  const details = h("details", {ontoggle: () => details.open && !details.children[1] && details.append(h("ul", picture.edges.map((one) => h("li", edgeSaid(one, nodes)))))},
    h("summary", say("as_list", {n: number(picture.edges.length)})));
  return details;
};
