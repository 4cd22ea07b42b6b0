// Parts of a page that ask for themselves: each with its own waiting and its own trouble, so that one does not keep the others.

import {ask, following, work} from "wangge/api.js";
import {button, h, number, put} from "wangge/dom.js";
import {trouble, waiting} from "wangge/start.js";
import {lang, say} from "wangge/words.js";

const PAGE = 50;

/** What the API refused for a reason that belongs to the subject, such as a place without a profile: its own words. */
export function refused(error) {
  return h("div.refused", lang() === "zh" && h("p", say("card_no_answer")), h("p", {lang: "en"}, error.message));
}

const plainly = (error) => error.type !== "not-in-atlas" && [400, 404, 422].includes(error.status);

/** What was asked of a subject that is there, or the element that says why the API refused it. */
export const orRefused = (asked) => asked.catch((error) => {
  if (plainly(error)) return refused(error);
  throw error;
});

/** What `ask(signal)` answers, drawn when it is there. */
export function later(ask, draw, signal) {
  const inside = h("div.later");
  const begin = async () => {
    const mine = new AbortController();
    const stop = () => mine.abort();
    signal.addEventListener("abort", stop, {once: true});
    const wait = waiting(stop);
    put(inside, wait.shown);
    inside.setAttribute("aria-busy", "true");
    try {
      put(inside, draw(await ask(mine.signal)));
    } catch (error) {
      if (!signal.aborted) put(inside, plainly(error) ? refused(error) : trouble(error, begin, "h3"));
    } finally {
      wait.over();
      signal.removeEventListener("abort", stop);
      inside.removeAttribute("aria-busy");
    }
  };
  begin();
  return inside;
}

/** A card of its own: title, and what is asked for. */
export const card = (title, ask, draw, signal, kind = "") => h("section", {class: `card ${kind}`}, h("h2", title), later(ask, draw, signal));

/** A button that has long work done, says how far it is, lets it be cancelled, and draws what came of it. */
export function job(label, begin, draw, signal) {
  const inside = h("div.job");
  const start = button(label, () => run());
  const run = async () => {
    const mine = new AbortController();
    const stop = () => mine.abort();
    signal.addEventListener("abort", stop, {once: true});
    const bar = h("progress", {"aria-label": label}), text = h("span", {role: "status"}, say("card_begun"));
    start.disabled = true;
    put(inside, h("p.tools", bar, text, button(say("cancel"), stop)));
    const told = ({done, total}) => {
      if (!total) return;
      bar.max = total;
      bar.value = done;
      text.textContent = say("card_progress", {done: number(done), total: number(total)});
    };
    try {
      const [path, params] = begin();
      put(inside, draw(await work(path, params, told, mine.signal)));
    } catch (error) {
      if (!signal.aborted) put(inside, trouble(error, run, "h3"));
    } finally {
      start.disabled = false;
      signal.removeEventListener("abort", stop);
    }
  };
  return {button: start, inside};
}

/** A list that the API gives in pages, drawn as far as it was asked for: `draw(rows)`. */
export function paged(path, params, draw, signal, none) {
  let rows = [];
  const list = h("div"), more = h("div");
  const next = (address) => put(more, later(
    (mine) => (address ? following(address, mine) : ask(path, {...params, limit: PAGE}, mine)),
    (page) => {
      rows = [...rows, ...page.rows];
      put(list, rows.length ? draw(rows) : h("p.quiet", none));
      return page.next ? button(say("card_next", {n: PAGE}), () => next(page.next)) : h("p.quiet", rows.length > 0 && say("card_all", {n: number(rows.length)}));
    }, signal));
  next(null);
  return h("div", list, more);
}
