// The gaps of a place: what is open, which targets are not reached, what is waived, of what nothing is known.

import {ask, once, rows} from "wangge/api.js";
import {orRefused} from "wangge/cards.js";
import {h, number, put, select, table} from "wangge/dom.js";
import {historyPart} from "wangge/history.js";
import {exportMenu} from "wangge/keep.js";
import {band, fold, longTable, to, familyOf, tag, toGap, way} from "wangge/parts.js";
import {standing, tallied} from "wangge/place.js";
import {changed, go} from "wangge/state.js";
import {either, say, theSchema, word} from "wangge/words.js";

const LISTS = {open: "gaps", targets: "targets", waived: "waived", unknown: "unknown"};
const MOST = 1000;
const titled = (list, n) => say(list === "open" ? "gaps_open" : `place_${list}`, {n: number(n)});

/** The sentences of the norms that rows name, by their ids; a norm's id begins with the name of its profile. */
async function sentences(norms) {
  const profiles = [...new Set(norms.map((one) => one.split(".")[0]))];
  const found = await Promise.all(profiles.map((one) => once(["profiles", one, "norms"])));
  return Object.fromEntries(found.flatMap((one) => one.rows).map((one) => [one.id, either(one, "sentence")]));
}

/** What a norm is about: a place, a body, a person. */
export const subject = (row) => to(familyOf(theSchema().level[row.subject_level]?.label ?? row.subject_level), row.subject_id, row.subject_name);

export async function show({id, params, as_of, signal}) {
  const list = params.list in LISTS ? params.list : "open";
  const asked = {as_of, norms: params.norm};
  const [{place, head}, lists] = await Promise.all([
    standing(id, "gaps", as_of, signal),
    orRefused(Promise.all([ask(["places", id, "gaps"], {as_of, limit: 1, total: true}, signal), rows(["places", id, LISTS[list]], asked, signal, MOST)])),
  ]);
  if (lists instanceof Element) return h("article", head, lists);
  const [all, found] = lists;
  const told = await sentences(all.norms.map((one) => one.norm));
  const counts = tallied(all.norms);
  const tabs = Object.keys(LISTS).map((one) => h("li", h("a", {href: changed({list: one === "open" ? null : one}), "aria-current": one === list ? "page" : null},
    titled(one, one === "open" ? all.total : counts[one]))));
  return h("article", head,
    h("nav", {"aria-label": say("gaps_lists")}, h("ul.tabs.minor", tabs)),
    filtered(list, found, place, params, all.norms, told, say(list === "open" ? "place_none" : `gaps_none_${list}`, {n: number(all.norms.length), m: number(counts.subjects)})),
    h("p.tools.live", exportMenu(["places", id, LISTS[list]], asked, `${LISTS[list]}-${id}-${as_of}`, ["csv", "xlsx", "ndjson"], {})),
    normTable(all.norms, told),
    all.not_computable.length > 0 && fold(say("gaps_not_computable"), () => table(say("gaps_not_computable"), ["norm", "sentence", "reason"],
      all.not_computable.map((one) => [one.norm, either(one, "sentence"), either(one, "reason")]))),
    fold(say("gaps_formula"), () => h("p", {lang: "en"}, all.severity_formula)),
    historyPart(place, as_of, told, signal));
}

/** The list under its filters: that by norm asks the API, the others hide what is there; all are in the address. */
function filtered(list, found, at, params, norms, told, none) {
  const statuses = [...new Set(found.rows.map((one) => one.status).filter(Boolean))];
  const chosen = {status: params.status ?? "", text: params.text ?? ""};
  const place = h("div", {"aria-live": "polite"});
  const draw = () => {
    const fits = found.rows.filter((one) => (!chosen.status || !one.status || one.status === chosen.status) && one.subject_name.toLowerCase().includes(chosen.text.toLowerCase()));
    const filters = chosen.status || chosen.text || params.norm;
    put(place, fits.length ? gapTable(list, fits, at, told) : h("p.empty", filters ? say("gaps_filtered") : none),
      found.more && h("p.quiet", say("gaps_first", {n: number(MOST)})));
  };
  const set = (name, value) => {
    chosen[name] = value;
    history.replaceState(null, "", changed({...params, ...chosen}));
    draw();
  };
  const every = ["", say("gaps_every")];
  const norm = select("gaps-norm", [every, ...norms.map(({norm: id}) => [id, `${id} ${told[id]}`])], params.norm ?? "", (value) => go(changed({norm: value || null})));
  const status = select("gaps-status", [every, ...statuses.map((one) => [one, word(one)])], chosen.status, (value) => set("status", value));
  const text = h("input", {type: "search", id: "gaps-text", value: chosen.text, oninput: () => set("text", text.value.trim())});
  draw();
  return h("section",
    h("form.tools", {onsubmit: (event) => event.preventDefault()},
      h("label", {for: "gaps-norm"}, word("norm"), norm),
      statuses.length > 0 && h("label", {for: "gaps-status"}, word("status"), status),
      h("label", {for: "gaps-text"}, say("gaps_text"), text)),
    place);
}

export const valued = (row) => say("gaps_valued", {value: number(row.value), band: band(row)});

function gapTable(list, found, at, told) {
  const norm = (row) => h("span.wordy", h("span.quiet", row.norm), " ", row.id ? toGap(row.id, told[row.norm]) : told[row.norm]);
  const about = (row) => [subject(row), " ", h("span.quiet", word(row.subject_level)), row.status && [" ", tag(word(row.status), row.status === "stated" ? "warn" : "")]];
  const path = (row) => h("span.path.wordy", way(row.path.slice(row.path.findIndex((one) => one.id === at.id) + 1)));
  const title = titled(list, found.length);
  if (list === "unknown") return longTable(title, ["norm", "subject", "path"], found.map((row) => [norm(row), about(row), path(row)]));
  const waiver = (row) => (list === "waived" ? [row.waiver.reason, row.waiver.by, row.waiver.until] : []);
  const names = [word("severity"), word("norm"), word("subject"), say("gaps_value"), word("households"), ...(list === "waived" ? [word("reason"), word("by"), word("waived_until")] : []), word("path")];
  return longTable(title, names, found.map((row) => [row.severity, norm(row), about(row), valued(row), row.households, ...waiver(row), path(row)]));
}

function normTable(norms, told) {
  const names = ["norm", "sentence", "status", "subjects", "met", "gaps", "waived", "unknown"];
  return table(say("gaps_norms"), names, norms.map((one) => [
    h("a", {href: changed({norm: one.norm, list: one.status === "target" ? "targets" : null})}, one.norm), h("span.wordy", told[one.norm]), word(one.status), one.subjects, one.met, one.gaps, one.waived, one.unknown]));
}
