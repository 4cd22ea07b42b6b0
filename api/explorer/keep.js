// What an answer can be kept as: a list, or a picture.

import {download} from "wangge/api.js";
import {h, select} from "wangge/dom.js";
import {trouble} from "wangge/start.js";
import {lang, say} from "wangge/words.js";

const ENDS = {csv: "csv.zip", picture: "json"}; // of a picture, as files are called; others as their form

/** A menu of the forms that an address has; `name` is that of the file, without its end. */
export function exportMenu(path, query, name, forms = ["png", "svg", "html", "csv", "graphml", "gexf", "picture"], ends = ENDS) {
  const told = h("span", {role: "status"});
  const end = (form) => ends[form] ?? form;
  const choice = select("export", [["", say("export_as")], ...forms.map((one) => [one, end(one).toUpperCase()])], "", async (form) => {
    choice.value = "";
    told.textContent = say("exporting");
    try {
      await download(path, {...query, format: form, lang: form === "ndjson" ? null : lang()}, `${name}.${end(form)}`);
      told.textContent = "";
    } catch (error) {
      told.replaceChildren(trouble(error, null, "h3"));
    }
  }, {"aria-label": say("export_as")});
  return [choice, told];
}
