// The API as its client sees it. Nothing else in this page asks for data.

import {about, answer} from "wangge/atlas.js";

const BASE = "/api/v1";
const KEY = "wangge-key";

/** A problem that the API told of (RFC 9457), or that kept it from answering. */
export class Problem extends Error {
  constructor(status, told) {
    super(told.detail ?? told.title ?? String(status));
    this.status = status;
    this.type = (told.type ?? "").split(":").pop();
    this.details = told.details ?? {};
    this.request = told.request ?? null;
  }
}

export const keep = (key) => (key ? sessionStorage.setItem(KEY, key) : sessionStorage.removeItem(KEY));

const headers = () => {
  const key = sessionStorage.getItem(KEY);
  return key ? {Authorization: `Bearer ${key}`} : {};
};

/** An address of the API: parts are encoded, empty parameters left out, lists repeated. */
export function address(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && one !== undefined && one !== "" && one !== false) query.append(name, one);
  const text = query.toString();
  return BASE + path.map((one) => `/${encodeURIComponent(one)}`).join("") + (text ? `?${text}` : "");
}

/** Of the last answer: the version of the data, and the seconds since they were written; null where nobody has said. */
export const data = {version: null, age: null};

async function sent(url, options = {}) {
  if (about) {
    const told = options.method ? undefined : await answer(url);
    if (!told) throw new Problem(404, {type: "not-in-atlas"});
    if (told.problem) throw new Problem(told.problem.status, told.problem);
    return {json: async () => told, headers: new Headers()};
  }
  let response;
  try {
    response = await fetch(url, {...options, headers: {...headers(), ...options.headers}});
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, {type: "unreachable"});
  }
  if (response.ok) {
    for (const name of ["version", "age"]) data[name] = response.headers.get(`Wangge-Data-${name}`) ?? data[name];
    return response;
  }
  let told = {};
  try {
    told = await response.json();
  } catch {
    // what is no problem of the API's has only a status
  }
  throw new Problem(response.status, told);
}

/** What the API answers: ask(["places", id, "cover"], {as_of}, signal). */
export const ask = async (path, params, signal) => (await sent(address(path, params), {signal})).json();

/** The page of a list that another page names as `next`. */
export const following = async (next, signal) => (await sent(next, {signal})).json();

/** All pages of a list, up to `most` rows; `more` says whether there are others. */
export async function rows(path, params, signal, most = 1000) {
  const found = [];
  let url = address(path, {...params, limit: Math.min(most, 1000)}), first = null;
  while (url && found.length < most) {
    const page = await (await sent(url, {signal})).json();
    first ??= page;
    found.push(...page.rows);
    url = page.next ?? null;
  }
  return {...first, rows: found.slice(0, most), more: Boolean(url) || found.length > most};
}

/** A file of the API, given to the browser to keep. */
export async function download(path, params, name, signal) {
  const file = await (await sent(address(path, params), {signal})).blob();
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Long work: begun, followed and, by the signal, cancelled; `told(job)` hears how far it is: `done` of `total`. */
export async function work(path, params, told, signal) {
  const begun = await sent(address(path, params), {method: "POST"});
  const place = begun.headers.get("Location");
  const stop = () => sent(place, {method: "DELETE"}).catch(() => {});
  signal.addEventListener("abort", stop, {once: true});
  if (signal.aborted) stop(); // while it was begun
  for (;;) {
    const job = await (await sent(place, {signal})).json();
    if (job.state === "done") return (await sent(job.result, {signal})).json();
    if (job.state === "failed") throw new Problem(job.problem?.status ?? 500, job.problem ?? {});
    if (job.state === "cancelled") throw new DOMException("cancelled", "AbortError");
    told(job);
    await new Promise((done) => setTimeout(done, 300));
  }
}

let kept = {};

/** What never changes while the page is open: the schema, the words. */
export const once = (path) => (kept[path.join("/")] ??= ask(path, {}).catch((error) => {
  delete kept[path.join("/")];
  throw error;
}));

