// Which way an issue goes from a place: chosen by words or from the list, drawn step by step; and a rehearsal of all of them.

import {ask, once} from "wangge/api.js";
import {later} from "wangge/cards.js";
import {h, put} from "wangge/dom.js";
import {nameOfType} from "wangge/parts.js";
import {standing} from "wangge/place.js";
import {rehearsal} from "wangge/rehearsal.js";
import {drawn} from "wangge/route.js";
import {searchBox} from "wangge/search.js";
import {changed, go} from "wangge/state.js";
import {say, teach, word} from "wangge/words.js";

teach({
  routes_words: ["居民怎么说（例如：电梯坏了）", "In a resident's words (such as 电梯坏了)"],
  routes_type: ["或从列表中选择", "Or choose a kind of issue"],
  routes_choose: ["请选择议题类型", "Choose one"],
  routes_mode: ["方式", "Mode"],
  routes_first: ["首接单位（可不填）", "Who received it first (may be left out)"],
  routes_first_now: ["首接：{id}", "Received first by {id}"],
  routes_forget: ["去掉", "Leave it out"],
  routes_start: ["先说明是什么问题：输入居民的话，或从列表中选择一类议题，这里就会画出它从此地起的流转步骤。", "Say first what it is about: type a resident's words, or choose a kind of issue; its way from this place is then drawn here."],
  routes_maybe: ["可能是：", "It may be:"],
  routes_no_match: ["没有相符的议题类型。换个说法，或从列表中选择。", "No kind of issue answers to these words. Say it otherwise, or choose from the list."],
  routes_likely: ["最可能", "likeliest"],
  routes_no_types: ["图中还没有议题类型。", "There are no kinds of issue in the graph yet."],
});

const PAUSE = 200;
const MODES = ["normal", "emergency"];

export async function show({id, params, as_of, signal}) {
  const [{place, head}, types] = await Promise.all([standing(id, "routes", as_of, signal), once(["issue-types"])]);
  const mode = MODES.includes(params.mode) ? params.mode : "normal";
  const asked = {as_of, mode, first: params.first};
  return h("article", null, head,
    picker(types.rows, params, mode, signal),
    params.issue
      ? later((mine) => ask(["places", place.id, "routes", params.issue], asked, mine), (found) => drawn(found, params.channel, asked, signal), signal)
      : h("p", {class: "empty"}, types.rows.length ? say("routes_start") : say("routes_no_types")),
    rehearsal(place, as_of, types.rows, signal));
}

function picker(types, params, mode, signal) {
  const option = (value, text, now) => h("option", {value, selected: value === now}, text);
  const type = h("select", {id: "routes-type", onchange: () => type.value && go(changed({issue: type.value, channel: null}))},
    option("", say("routes_choose"), params.issue ?? ""), types.map((one) => option(one.id, nameOfType(one), params.issue)));
  const chosen = h("select", {id: "routes-mode", onchange: () => go(changed({mode: chosen.value, channel: null}))}, MODES.map((one) => option(one, word(one), mode)));
  const first = h("form", {class: "search inline"});
  searchBox(first, {id: "routes-first", families: ["Body", "Person"], label: say("routes_first"), chosen: (row) => go(changed({first: row.id}))});
  first.querySelector("label").className = "";
  return h("section", {class: "picker"},
    words(params, signal),
    h("form", {class: "tools", onsubmit: (event) => event.preventDefault()},
      h("label", {for: "routes-type"}, say("routes_type"), type),
      h("label", {for: "routes-mode"}, say("routes_mode"), chosen)),
    params.first
      ? h("p", {class: "tools"}, say("routes_first_now", {id: params.first}), h("button", {type: "button", onclick: () => go(changed({first: null}))}, say("routes_forget")))
      : first);
}

/** A box for a resident's words; what they may mean is offered as it is typed, with the reasons. */
function words(params, signal) {
  const offered = h("div", {class: "offered", "aria-live": "polite"});
  const field = h("input", {type: "search", id: "routes-words", value: params.words ?? "", autocomplete: "off"});
  let timer = null, running = null;
  const look = () => {
    running?.abort();
    const text = field.value.trim();
    history.replaceState(null, "", changed({...params, words: text || null}));
    if (!text) return put(offered);
    const mine = (running = new AbortController());
    signal.addEventListener("abort", () => mine.abort(), {once: true});
    return put(offered, later((stopped) => ask(["issue-types", "matched"], {words: text}, stopped), (found) => offers(found, text), mine.signal));
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  if (params.words && !params.issue) look();
  return h("form", {class: "words", onsubmit: (event) => { event.preventDefault(); clearTimeout(timer); look(); }},
    h("label", {for: "routes-words"}, say("routes_words")), field, offered);
}

function offers(found, text) {
  if (!found.rows.length) return h("p", null, say("routes_no_match"));
  return [h("p", {class: "quiet"}, say("routes_maybe")), h("ul", {class: "plain"}, found.rows.map((one) => h("li", null,
    h("a", {href: changed({issue: one.id, words: text, channel: null})}, nameOfType(one)),
    one.id === found.chosen?.id && h("strong", null, ` ★ ${say("routes_likely")}`),
    h("span", {class: "quiet"}, ` ${Math.round(one.score * 100)} % · ${one.reasons.join("；")}`))))];
}
