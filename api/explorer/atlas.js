// An atlas holds this page with its answers, in one file: here they are found, instead of asked for.

const element = document.getElementById("about");

/** What the atlas is of: {place, as_of, tier, hash, data_version, lang}; null where a service is asked. */
export const about = element && JSON.parse(element.textContent);

const OTHERS = ["mode", "first", "compared_with", "opened", "ended", "layout", "seed"]; // what only a service can answer

let opened = null;

const unpacked = async () => {
  const packed = Uint8Array.from(atob(document.getElementById("answers").textContent), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
};

/** Names that a text is part of, in Chinese, pinyin or initials; or the id that it is. */
function found(rows, text, families) {
  const sought = text.toLowerCase().replaceAll(" ", "");
  const fits = (row) => row.name.toLowerCase().includes(sought) || row.pinyin.includes(sought) || row.initials.startsWith(sought) || row.id === text;
  return rows.filter((row) => (!families.length || families.includes(row.family)) && fits(row)).sort((a, b) => a.name.length - b.name.length);
}

/** What an address of the API answers, or undefined of what is not in the atlas. */
export async function answer(address) {
  const {pathname, searchParams} = new URL(address, "http://atlas");
  const path = pathname.split("/").slice(3).map(decodeURIComponent).join("/");
  const told = (await (opened ??= unpacked()))[path];
  if (!told || OTHERS.some((one) => searchParams.has(one))) return undefined;
  if (!told.rows) return told;
  let rows = told.rows;
  if (path === "search") rows = found(rows, searchParams.get("text"), searchParams.getAll("families"));
  else
    for (const field of new Set([...searchParams.keys()].map((name) => name.replace(/s$/, ""))))
      if (rows[0] && field in rows[0]) rows = rows.filter((row) => [...searchParams.getAll(field), ...searchParams.getAll(`${field}s`)].includes(String(row[field])));
  return {...told, rows: rows.slice(0, Number(searchParams.get("limit") ?? rows.length)), total: rows.length, next: null};
}
