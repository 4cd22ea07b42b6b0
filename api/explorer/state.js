// Where the page is: all of it stands behind the # of the address, so that a link shows the same to a colleague.

import {about} from "wangge/atlas.js";

const today = () => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

const LANGUAGE = "wangge-language";

/** The language chosen last; a browser may keep nothing for a file. */
function kept() {
  try {
    return localStorage.getItem(LANGUAGE);
  } catch {
    return null;
  }
}

/** {view, id, params}: `#/place/310106021?as_of=2026-11-30&lang=zh`. Lists are repeated parameters. */
export function read(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path.split("/").map(decodeURIComponent);
  const params = {};
  for (const [name, value] of new URLSearchParams(query))
    params[name] = name in params ? [params[name], value].flat() : value;
  params.as_of = about ? about.as_of : /^\d{4}-\d\d-\d\d$/.test(params.as_of ?? "") ? params.as_of : today();
  params.lang = ["zh", "en"].includes(params.lang) ? params.lang : kept() ?? about?.lang ?? "zh";
  return {view: parts[0] || "home", id: parts.slice(1).join("/"), params};
}

export const here = () => read(location.hash);

/** The address of a view; the day and the language go along, and whatever else is given. */
export function link(view, id = "", params = {}) {
  const {as_of, lang} = here().params;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({as_of, lang, ...params}))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && one !== undefined && one !== "" && one !== false) query.append(name, one);
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ""}?${query}`;
}

/** The same view with other parameters; null takes one away. */
export function changed(params) {
  const now = here();
  return link(now.view === "home" ? "" : now.view, now.id, {...now.params, ...params});
}

export function go(address, instead = false) {
  if (!instead) location.hash = address;
  else {
    history.replaceState(null, "", address);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  }
}

export function keepLanguage(lang) {
  try {
    localStorage.setItem(LANGUAGE, lang);
  } catch {
    // it stands in the address all the same
  }
}

/** The view of a node of a family. */
export const linkTo = (family, id) =>
  ({Place: () => link("place", id), Person: () => link("person", id), Body: () => link("body", id)})[family]?.() ?? link("network", `${family}:${id}`);
