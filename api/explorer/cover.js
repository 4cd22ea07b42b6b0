// Who covers a place, line by line, and by which chain.

import {ask} from "wangge/api.js";
import {h, number} from "wangge/dom.js";
import {familyOf, grouped, growing, heads, listed, since, tag, to, toPlace, until} from "wangge/parts.js";
import {standing} from "wangge/place.js";
import {say, word} from "wangge/words.js";

export async function show({id, as_of, signal}) {
  const [{head}, found] = await Promise.all([
    standing(id, "cover", as_of, signal),
    ask(["places", id, "cover"], {as_of}, signal),
  ]);
  const lines = grouped(found.rows, (one) => one.line);
  return h("article", head,
    h("p.quiet", say("cover_intro")),
    lines.length === 0 && h("p", say("cover_no_lines")),
    h("ul.tally", lines.map(([line, rows]) => {
      const n = rows.filter((row) => row.holder_id).length;
      return h("li", n ? tag(`${word(line)} ${number(n)}`) : tag(`✕ ${word(line)}${say("cover_none")}`, "bad"));
    })),
    lines.map(([line, rows]) => section(line, rows)));
}

function section(line, rows) {
  const covering = rows.filter((one) => one.holder_id);
  return h("section.cover-line",
    h("h2", word(line), " ", covering.length ? h("span.quiet", say("cover_facts", {n: number(covering.length)})) : tag(`✕ ${say("cover_nobody")}`, "bad")),
    covering.length > 0 && growing(covering, (some) => h("ul.covering", some.map(one)), 10));
}

function one(row) {
  const person = row.holder_kind === "Person";
  return h("li",
    h("p.who", h("strong", to(familyOf(row.holder_kind), row.holder_id, row.holder_name)),
      " ", row.post ?? word(row.holder_kind),
      " ", tag(row.inherited ? `↑ ${say("cover_inherited")}` : say("cover_own"), row.inherited ? "" : "good"),
      " ", h("span.quiet", since(row.since), " – ", until(row.until))),
    row.chain.length > 1 ? chain(row) : h("p", say("cover_here")),
    row.heads.length > 0 ? h("p", say("cover_heads"), heads(row.heads)) : !person && h("p.quiet", say("cover_headless")),
    row.other_posts.length > 0 && h("p", say("cover_other"), listed(row.other_posts.map((post) => `${post.post}（${post.at_name}）`))));
}

const chain = (row) => h("ol.chain", {"aria-label": say("cover_chain")}, row.chain.map((step) =>
  h("li", toPlace(step), h("span.quiet", ` ${word(step.level)}`))));
