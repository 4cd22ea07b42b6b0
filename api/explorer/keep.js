// What a picture can be kept as.

import {download} from "wangge/api.js";
import {h} from "wangge/dom.js";
import {trouble} from "wangge/start.js";
import {lang, say, teach} from "wangge/words.js";

teach({export_as: ["导出", "Export"], exporting: ["正在导出…", "Exporting…"]});

const FORMS = {png: "png", svg: "svg", html: "html", csv: "csv.zip", graphml: "graphml", gexf: "gexf", picture: "json"};

/** A menu of the forms of a picture's address. */
export function exportMenu(path, query, name) {
  const told = h("span", {role: "status"});
  const choice = h("select", {id: "export", "aria-label": say("export_as"), onchange: async () => {
    const form = choice.value;
    choice.value = "";
    told.textContent = say("exporting");
    try {
      await download(path, {...query, format: form, lang: lang()}, `${name}.${FORMS[form]}`);
      told.textContent = "";
    } catch (error) {
      told.replaceChildren(trouble(error));
    }
  }}, h("option", {value: ""}, say("export_as")), Object.keys(FORMS).map((one) => h("option", {value: one}, FORMS[one].toUpperCase())));
  return [choice, told];
}
