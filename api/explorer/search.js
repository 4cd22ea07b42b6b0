// The search box: what a text may mean, as it is typed; arrows choose, enter goes there, escape closes.

import {ask, Problem} from "wangge/api.js";
import {h, put} from "wangge/dom.js";
import {go, here, linkTo} from "wangge/state.js";
import {say, word} from "wangge/words.js";

const PAUSE = 25; // milliseconds without a key before the service is asked
const SHOWN = 12;

/** A box that searches, and goes to what is chosen; `chosen(row)` instead of going, where it is given. */
export function searchBox(form, {id = "search", families = [], chosen = null, label = say("search")} = {}) {
  const list = h("ul", {id: `${id}-found`, role: "listbox", "aria-label": label, hidden: true});
  const told = h("p.said", {role: "status"});
  const field = h("input", {
    type: "search", id, role: "combobox", placeholder: say("search_hint"), spellcheck: "false",
    "aria-expanded": "false", "aria-controls": `${id}-found`, "aria-autocomplete": "list",
  });
  let rows = [], active = -1, running = null, timer = null, text = "", looked = null;

  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const choose = (row) => {
    close();
    field.value = chosen ? row.name : "";
    told.textContent = "";
    if (chosen) chosen(row);
    else go(linkTo(row.family, row.id));
  };
  const mark = (next) => {
    active = rows.length ? (next + rows.length) % rows.length : -1;
    [...list.children].forEach((one, i) => one.setAttribute("aria-selected", String(i === active)));
    const chosenOne = list.children[active];
    if (!chosenOne) return;
    field.setAttribute("aria-activedescendant", chosenOne.id);
    chosenOne.scrollIntoView({block: "nearest"});
  };
  const draw = () => {
    put(list, rows.map((row, i) =>
      h("li", {id: `${id}-${i}`, role: "option", "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); choose(row); }},
        h("span.name", row.name),
        h("span.quiet", [word(row.label), row.path.map((one) => one.name).join(" › ")].filter(Boolean).join(" · ")))));
    list.hidden = !rows.length;
    field.setAttribute("aria-expanded", String(rows.length > 0));
    told.textContent = rows.length ? say("found", {n: rows.length}) : text ? say("nothing_found", {text}) : "";
    told.classList.toggle("shown", !rows.length && Boolean(text));
    if (rows.length) mark(0);
  };
  const look = async () => {
    running?.abort();
    running = new AbortController();
    text = field.value.trim();
    if (!text) {
      rows = [];
      draw();
      return;
    }
    try {
      const found = await ask(["search"], {text, as_of: here().params.as_of, families, limit: SHOWN}, running.signal);
      rows = found.rows;
      draw();
    } catch (error) {
      if (error.name === "AbortError") return;
      rows = [];
      draw();
      told.textContent = error instanceof Problem && error.message ? error.message : say("unreachable");
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { looked = look(); }, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active - 1);
    else if (event.key === "Escape") {
      if (list.hidden) field.value = "";
      close();
      told.textContent = "";
      told.classList.remove("shown");
    } else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  form.onsubmit = async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (text !== field.value.trim()) looked = look();
    await looked; // who types fast enters before the answer is there
    if (rows.length) choose(rows[Math.max(active, 0)]);
  };
  put(form, h("label", {for: id, class: "said"}, label), field, list, told);
  return field;
}
