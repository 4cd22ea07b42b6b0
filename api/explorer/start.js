// The frame of the page: what stands around every view, which view is shown, and what is said while it is fetched.

import {keep, Problem} from "wangge/api.js";
import {about} from "wangge/atlas.js";
import {h, put} from "wangge/dom.js";
import {searchBox} from "wangge/search.js";
import {changed, go, here, keepLanguage, link} from "wangge/state.js";
import {lang, learn, say} from "wangge/words.js";

const VIEWS = {
  home: () => import("wangge/home.js"),
  place: () => import("wangge/place.js"),
  cover: () => import("wangge/cover.js"),
  gaps: () => import("wangge/gaps.js"),
  gap: () => import("wangge/gap.js"),
  routes: () => import("wangge/routes.js"),
  person: () => import("wangge/person.js"),
  body: () => import("wangge/body.js"),
  network: () => import("wangge/network.js"),
  territory: () => import("wangge/network.js"),
  ties: () => import("wangge/ties.js"),
};
const SLOW = 2000; // milliseconds after which the page says that it is still at it
const at = (selector) => document.querySelector(selector);
let running = null, shown = "";

const TOLD = {429: "too_many", 503: "unavailable", 0: "unreachable"};

/** What went wrong, in words that help, and what to do about it; inside a card with a smaller heading. */
export function trouble(error, again, heading = "h1") {
  if (error.name === "AbortError") return h("div.state", {role: "status"}, h("p", say("cancelled")), again && h("button", {type: "button", onclick: again}, say("again")));
  if (error.status === 401) return keyForm();
  const ours = !(error instanceof Problem);
  if (ours) reportError(error); // a fault of the page: told to the reader, and to the browser's console
  const known = ours ? say("fault") : error.type === "not-in-atlas" ? say("not_in_atlas") : TOLD[error.status] ? say(TOLD[error.status]) : error.status === 404 && lang() === "zh" && heading === "h1" ? say("not_found", {as_of: here().params.as_of}) : null;
  return h("div.state.problem", {role: "alert"},
    h(heading, null, say("problem")), known ? h("p", known) : h("p", {lang: "en"}, error.message),
    error.request && h("p.quiet", say("request", {id: error.request})),
    again && h("button", {type: "button", onclick: again}, say("again")));
}

function keyForm() {
  const field = h("input", {type: "password", id: "key", autocomplete: "off", required: true});
  const enter = (event) => {
    event.preventDefault();
    keep(field.value.trim());
    show();
  };
  return h("form.state", {onsubmit: enter}, h("p", say("key_wanted")), h("label", {for: "key"}, say("key")), field, h("button", say("enter")));
}

/** An element that says that something is asked for, and stops it. */
export function waiting(abort) {
  const text = h("p", say("loading"));
  const shown = h("div.state.waiting", {role: "status"}, text);
  const slow = setTimeout(() => {
    text.textContent = say("slow");
    shown.append(h("button", {type: "button", onclick: abort}, say("cancel")));
  }, SLOW);
  return {shown, over: () => clearTimeout(slow)};
}

async function show() {
  running?.abort();
  const mine = (running = new AbortController());
  const state = here();
  const {lang: language, as_of} = state.params;
  document.documentElement.lang = language;
  const main = at("main");
  const wait = waiting(() => mine.abort());
  const again = `${state.view}/${state.id}`;
  // the same view with other parameters stays until the new one is there: nothing jumps
  if (shown !== again) put(main, wait.shown);
  main.setAttribute("aria-busy", "true");
  try {
    await learn();
    frame(state);
    const view = await (VIEWS[state.view] ?? VIEWS.home)();
    const made = await view.show({...state, as_of, signal: mine.signal});
    if (mine.signal.aborted) return;
    arrive(main, made, shown && shown !== again);
    shown = again;
    title(main);
  } catch (error) {
    if (mine !== running) return; // another view has begun
    frame(state);
    put(main, trouble(error, show));
    shown = "";
  } finally {
    wait.over();
    if (mine === running) main.removeAttribute("aria-busy");
  }
}

/** Put a view in its place; a reader who moves by keys goes on where it was, or at the top of another view. */
function arrive(main, made, other) {
  const held = main.contains(document.activeElement) ? document.activeElement.id : "";
  put(main, made);
  if (other) {
    window.scrollTo(0, 0);
    main.focus({preventScroll: true});
  } else if (held) document.getElementById(held)?.focus({preventScroll: true});
}

function title(main) {
  const heading = main.querySelector("h1");
  document.title = heading ? `${heading.textContent} · wangge 网格` : "wangge 网格";
}

let drawn = "";

function frame(state) {
  const {lang: language, as_of} = state.params;
  at(".skip").textContent = say("skip");
  const form = at(".language");
  form.textContent = say("language");
  form.lang = language === "zh" ? "en" : "zh";
  form.onclick = () => {
    const other = language === "zh" ? "en" : "zh";
    keepLanguage(other);
    go(changed({lang: other}));
  };
  at(".brand").href = link("");
  if (drawn === `${language} ${as_of}`) return;
  drawn = `${language} ${as_of}`;
  searchBox(at(".search"));
  const field = h("input", {type: "date", id: "as_of", value: as_of, required: true, disabled: Boolean(about), onchange: () => field.value && go(changed({as_of: field.value}))});
  put(at(".day"), h("label", {for: "as_of"}, say("day")), field);
  at(".day").onsubmit = (event) => event.preventDefault();
  document.body.classList.toggle("atlas", Boolean(about));
  put(at("footer"), h("p", "wangge 网格 · ", about
    ? say("atlas", {place: about.place, day: about.as_of, n: about.data_version, tier: say(`tier_${about.tier}`), hash: about.hash})
    : h("a", {href: "/docs"}, say("documentation"))));
}

/** The way down to what is shown: links from the top of the territory; a view calls it. */
export function trail(path, name) {
  put(at(".trail"), h("ol", null,
    h("li", h("a", {href: link("")}, say("home"))),
    path.map((one) => h("li", h("a", {href: link("place", one.id)}, one.name))),
    name && h("li", {"aria-current": "page"}, name)));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
    event.preventDefault();
    at(".search input").focus();
  }
});
at(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  at("main").focus();
});
window.addEventListener("hashchange", show);
show();
