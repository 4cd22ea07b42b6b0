// What the page says, in Chinese and English. Words of the network come from the API: the schema and /words.

import {once} from "wangge/api.js";
import {here} from "wangge/state.js";

const WORDS = {
  skip: ["跳到正文", "Skip to the content"],
  search: ["搜索", "Search"],
  search_hint: ["名称、拼音、首字母或区划代码", "Name, pinyin, initials or code"],
  found: ["找到 {n} 项", "{n} found"],
  nothing_found: ["没有找到“{text}”。试试名称的一部分、拼音、首字母，或代码前四位。", "Nothing is found by “{text}”. Try part of a name, its pinyin or initials, or four digits of a code."],
  day: ["日期", "Day"],
  language: ["English", "中文"],
  home: ["首页", "Start"],
  loading: ["正在查询…", "Asking…"],
  slow: ["仍在查询，数据较多时需要几秒。", "Still asking; much data takes some seconds."],
  cancel: ["取消", "Cancel"],
  cancelled: ["已取消。", "Cancelled."],
  again: ["重试", "Try again"],
  problem: ["没有得到答案", "No answer"],
  unreachable: ["服务没有响应。请检查网络，或稍后重试。", "The service does not answer. Check the network, or try again later."],
  unavailable: ["数据库暂时无法访问，稍后会自动恢复。请稍后重试。", "The database cannot be reached just now; the service recovers by itself. Try again in a moment."],
  too_many: ["请求过于频繁，请稍候再试。", "Too many requests; wait a moment."],
  not_found: ["在 {as_of} 没有这一项。请换一个日期，或重新搜索。", "There is no such thing on {as_of}. Try another day, or search again."],
  fault: ["页面本身出错了，详情见浏览器控制台。请刷新重试。", "The page itself is at fault; the browser's console says more. Reload it to try again."],
  request: ["请求编号 {id}", "Request {id}"],
  key_wanted: ["此服务需要 API 密钥。密钥只保存在本标签页中。", "This service wants an API key. It is kept in this tab only."],
  key: ["API 密钥", "API key"],
  enter: ["进入", "Enter"],
  no_data: ["图中还没有数据。请先载入：wangge load 或 wangge demo。", "The graph is empty. Load data first: wangge load, or wangge demo."],
  where_to_begin: ["从哪里看起", "Where to begin"],
  start_hint: ["搜索一个地点、组织或人员，或从上到下逐级选择。", "Search for a place, a body or a person, or walk down from the top."],
  more: ["还有 {n} 项", "and {n} more"],
  version: ["数据版本 {n}", "Data version {n}"],
  as_of: ["截至 {day}", "As of {day}"],
  synthetic: ["合成数据：由程序生成，不是真实情况", "Synthetic: generated, no fact about the world"],
  unknown: ["未知", "unknown"],
  not_in_atlas: ["此图册不含这一页。请在服务中查看。", "This is not in the atlas; ask the service."],
  atlas: ["{place} 图册 · {day} · 数据版本 {n} · {tier} · 哈希 {hash}", "Atlas of {place} · {day} · data version {n} · {tier} · hash {hash}"],
  tier_named: ["含姓名", "with names"],
  tier_roles: ["只有职务，没有姓名", "posts without names"],
  tier_counts: ["只有人数", "numbers of people only"],
  documentation: ["接口文档", "API documentation"],
  // tabs of a place
  overview: ["概览", "Overview"],
  cover: ["谁覆盖", "Who covers"],
  coverage: ["覆盖率", "Coverage"],
  gaps: ["缺口", "Gaps"],
  routes: ["议题流转", "Routes"],
  network: ["关系图", "Network"],
  territory: ["全域图", "Territory"],
  people: ["人员", "People"],
  bodies: ["组织", "Bodies"],
};

export const lang = () => here().params.lang;

/** What the page says: say("found", {n: 3}). */
export function say(key, values = {}) {
  const [zh, en] = WORDS[key];
  return (lang() === "zh" ? zh : en).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "–");
}

/** Words of a view, added by it: {key: [zh, en]}. */
export function teach(words) {
  for (const key of Object.keys(words)) if (key in WORDS) throw new Error(`the word ${key} is there`);
  Object.assign(WORDS, words);
}

/** The one of two texts that the language asks for: of {zh, en}, or of fields that end in _zh and _en. */
export const either = (row, name = "") => {
  const [zh, en] = name ? [row[`${name}_zh`], row[`${name}_en`]] : [row.zh, row.en];
  return (lang() === "zh" ? zh ?? en : en ?? zh) ?? null;
};

let schema = null, terms = null;

/** Ask for the schema and the words; before anything is drawn. */
export async function learn() {
  const [told, words] = await Promise.all([once(["schema"]), once(["words"])]);
  schema = {
    ...told,
    label: Object.fromEntries(told.nodes.map((one) => [one.label, one])),
    level: Object.fromEntries(told.nodes.filter((one) => one.level).map((one) => [one.level, one])),
    edge: Object.fromEntries(told.edges.map((one) => [one.type, one])),
    family: Object.fromEntries(told.families.map((one) => [one.name, one])),
    strand: Object.fromEntries(told.strands.map((one) => [one.name, one])),
  };
  terms = Object.fromEntries(words.rows.map((one) => [one.term, one]));
}

export const theSchema = () => schema;

const apart = (name) => {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();
  return words[0].toUpperCase() + words.slice(1);
};

/** A label, a level, a type of edge or a value, as a reader of the language knows it; what is none stays as it is. */
export function word(name) {
  if (name === null || name === undefined) return null;
  const known = schema.label[name] ?? schema.level[name] ?? schema.edge[name];
  if (known) return lang() === "zh" ? known.zh : apart(name);
  const term = terms[name];
  return term ? (lang() === "zh" ? term.zh : term.en) : name;
}
