// Where to begin: the places that lie in no other.

import {rows} from "wangge/api.js";
import {h} from "wangge/dom.js";
import {placeList} from "wangge/place.js";
import {trail} from "wangge/start.js";
import {say} from "wangge/words.js";

export async function show({as_of, signal}) {
  const found = await rows(["places"], {as_of}, signal);
  trail([], null);
  return h("article",
    h("h1", say("where_to_begin")),
    h("p", found.rows.length ? say("start_hint") : say("no_data")),
    placeList(found.rows));
}
