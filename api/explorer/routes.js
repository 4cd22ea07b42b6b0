// Which way an issue goes from a place: chosen by words or from the list, drawn step by step; and a rehearsal of all of them.

import {ask, once} from "wangge/api.js";
import {later} from "wangge/cards.js";
import {button, h, put, select} from "wangge/dom.js";
import {nameOfType} from "wangge/parts.js";
import {standing} from "wangge/place.js";
import {rehearsal} from "wangge/rehearsal.js";
import {drawn} from "wangge/route.js";
import {searchBox} from "wangge/search.js";
import {changed, go} from "wangge/state.js";
import {say, word} from "wangge/words.js";

const PAUSE = 200;
const MODES = ["normal", "emergency"];

export async function show({id, params, as_of, signal}) {
  const [{place, head}, types] = await Promise.all([standing(id, "routes", as_of, signal), once(["issue-types"])]);
  const mode = MODES.includes(params.mode) ? params.mode : "normal";
  const asked = {as_of, mode, first: params.first};
  return h("article", head,
    picker(types.rows, params, mode, signal),
    params.issue
      ? later((mine) => ask(["places", place.id, "routes", params.issue], asked, mine), (found) => drawn(found, params.channel, asked, signal), signal)
      : h("p.empty", types.rows.length ? say("routes_start") : say("routes_no_types")),
    rehearsal(place, as_of, types.rows, signal));
}

function picker(types, params, mode, signal) {
  const type = select("routes-type", [["", say("routes_choose")], ...types.map((one) => [one.id, nameOfType(one)])], params.issue ?? "", (issue) => go(changed({issue, channel: null})));
  const chosen = select("routes-mode", MODES.map((one) => [one, word(one)]), mode, (now) => go(changed({mode: now, channel: null})));
  const first = h("form.search.inline");
  searchBox(first, {id: "routes-first", families: ["Body", "Person"], label: say("routes_first"), chosen: (row) => go(changed({first: row.id}))});
  first.querySelector("label").className = "";
  return h("section.picker",
    words(params, signal),
    h("form.tools", {onsubmit: (event) => event.preventDefault()},
      h("label", {for: "routes-type"}, say("routes_type"), type),
      h("label", {for: "routes-mode"}, word("mode"), chosen)),
    params.first
      ? h("p.tools", say("routes_first_now", {id: params.first}), button(say("routes_forget"), () => go(changed({first: null}))))
      : first);
}

/** A box for a resident's words; what they may mean is offered as it is typed, with the reasons. */
function words(params, signal) {
  const offered = h("div.offered", {"aria-live": "polite"});
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
  return h("form.words", {onsubmit: (event) => { event.preventDefault(); clearTimeout(timer); look(); }},
    h("label", {for: "routes-words"}, say("routes_words")), field, offered);
}

function offers(found, text) {
  if (!found.rows.length) return h("p", say("routes_no_match"));
  return [h("p.quiet", say("routes_maybe")), h("ul.plain", found.rows.map((one) => h("li",
    h("a", {href: changed({issue: one.id, words: text, channel: null})}, nameOfType(one)),
    one.id === found.chosen?.id && h("strong", ` ★ ${say("routes_likely")}`),
    h("span.quiet", ` ${Math.round(one.score * 100)} % · ${one.reasons.join("；")}`))))];
}
