// A picture of the network, drawn where the API says that its nodes lie: shown, moved about, walked through by keys.

import {h, number, s} from "wangge/dom.js";
import {lang, say, theSchema, word} from "wangge/words.js";

const SIZE = 9, EM = 12, ROW = 15, LINE = 10; // as graph/views/layout.py has it
const FAR = 0.08, CLOSE = 4;
const SIDES = {ties: ["below", "right", "left", "above"], inner: ["left", "above", "below"], leaf: ["right", "below", "above"]};

const POINTS = {
  hexagon: Array.from({length: 6}, (_, i) => [Math.cos((i * Math.PI) / 3), Math.sin((i * Math.PI) / 3)]),
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  triangle: [[0, -1.1], [1.1, 0.9], [-1.1, 0.9]],
};

/** The shape of a family in the colour of a label. */
export function shape(label, size = SIZE, given = {}) {
  const node = theSchema().label[label];
  const drawn = {fill: node.colour, stroke: "#fff", "stroke-width": 1.5, ...given};
  const kind = theSchema().family[node.family].shape;
  if (kind === "circle" || kind === "dot") return s("circle", {r: size, ...drawn});
  if (kind === "square" || kind === "box") return s("rect", {x: -size, y: -size, width: 2 * size, height: 2 * size, rx: kind === "box" ? 3 : 0, ...drawn});
  return s("polygon", {points: POINTS[kind].map(([x, y]) => `${x * size},${y * size}`).join(" "), ...drawn});
}

/** A node without its name: its shape, and marks of what it is; what is over is pale and dashed. */
export function sign(node, size = SIZE) {
  const over = node.state === "lost" || node.state === "ended";
  const mark = {gained: "+", lost: "−", ended: "×"}[node.state];
  return [
    node.shared && s("circle.shared", {r: size + 4}),
    node.family === "Group" && s("g", {transform: "translate(4 -4)", opacity: 0.5}, shape(node.label)),
    shape(node.label, node.middle ? size + 2 : size, over ? {"fill-opacity": 0.25, stroke: theSchema().label[node.label].colour, "stroke-dasharray": "3 2"} : {}),
    node.synthetic && !over && s("circle.made", {r: 2.2}),
    mark && s("text.mark", {x: size + 2, y: 3 - size}, mark)];
}

const wide = (text) => EM * [...text].reduce((sum, sign) => sum + (sign.codePointAt(0) > 0x2e7f ? 1 : 0.56), 0);

function lines(text) {
  const found = [];
  let line = "";
  for (const sign of text) {
    if (line && wide(line + sign) > LINE * EM) {
      found.push(line);
      line = "";
    }
    line += sign;
  }
  return [...found, line];
}

/** What a node is called: a group by its word or label, and how many it stands for, or how many more there are. */
export function called(node) {
  if (node.family !== "Group") return node.name;
  const what = word(node.name) || word(node.label);
  return node.id.split("|").length > 5 && !node.opens?.endsWith("~12") ? say("and_more", {what, n: number(node.nodes)}) : `${what} ×${number(node.nodes)}`;
}

const STATES = {gained: "state_gained", lost: "state_lost", ended: "state_ended"};

/** A node in a sentence. */
export function nodeSaid(node) {
  if (node.family === "Group") return node.name ? `${called(node)}（${word(node.label)}）` : called(node);
  const notes = [word(node.kind), STATES[node.state] && say(STATES[node.state]), node.shared && say("shared_said"), node.synthetic && say("synthetic_short")];
  return `${node.name} · ${[word(node.label), ...notes].filter(Boolean).join(" · ")}`;
}

/** An edge in a sentence: who, what, whom, since when, from where. */
export function edgeSaid(edge, nodes) {
  const [start, end] = [nodes.get(edge.start), nodes.get(edge.end)];
  const what = `${word(edge.type)}${edge.word ? `（${word(edge.word)}）` : ""}${edge.edges > 1 ? ` ×${number(edge.edges)}` : ""}`;
  const days = edge.since || edge.until ? say("days_said", {since: edge.since ?? say("unknown_day"), until: edge.until ? say("place_until", {day: edge.until}) : say("still")}) : say("days_unknown");
  const told = [`${called(start)} — ${what} → ${called(end)}`, edge.edges > 1 ? null : days, STATES[edge.state] && say(STATES[edge.state]), edge.synthetic && say("synthetic_short"), edge.source && say("source_said", {source: edge.source})];
  return told.filter(Boolean).join(lang() === "zh" ? "；" : "; ");
}

/** Where nodes lie after they were pinned elsewhere. */
const placed = (picture, pins) => new Map(picture.nodes.map((one) => [one.key, pins.get(one.key) ?? [one.x, one.y]]));

/**
 * The picture as an element. `on.choose(key)` when a node is chosen, `on.open(node)` when a group is to be opened,
 * `on.pin(key, x, y)` when one was dragged; `hidden` has labels, strands ("~party") that are switched off.
 */
export function drawn(picture, {chosen = null, hidden = new Set(), pins = new Map(), way = new Set(), on}) {
  const nodes = new Map(picture.nodes.map((one) => [one.key, one]));
  const at = placed(picture, pins);
  const strand = (edge) => theSchema().strand[theSchema().edge[edge.type].strand];
  const seen = picture.nodes.filter((one) => !hidden.has(one.label) || one.middle);
  const shown = new Set(seen.map((one) => one.key));
  const edges = picture.edges.filter((one) => shown.has(one.start) && shown.has(one.end) && !hidden.has(`~${strand(one).name}`));
  const inTree = picture.layout === "tree";
  const inner = new Set(edges.filter((one) => one.type === "PART_OF" || one.type === "IN_GRID").map((one) => one.end));

  const tip = h("div.tip", {hidden: true});
  const lineOf = (edge) => {
    const [[x1, y1], [x2, y2]] = [at.get(edge.start), at.get(edge.end)];
    const look = strand(edge);
    const over = edge.state === "lost" || edge.state === "ended";
    const given = {x1, y1, x2, y2, stroke: look.colour, "vector-effect": "non-scaling-stroke"};
    const marked = way.has(edge.key);
    const mine = edge.start === chosen || edge.end === chosen;
    return s("g", {class: `edge ${edge.state} ${look.name}${marked ? " way" : ""}${mine ? " mine" : ""}`, "data-key": edge.key},
      s("line", {...given, "stroke-width": marked ? 5 : edge.state === "gained" ? 3 : edge.type === "CROSS_HOLDING" ? 3 : 1.4, "stroke-dasharray": over ? "2 4" : look.dash || null}),
      s("line", {...given, class: "reach", "stroke-width": 10}));
  };
  const label = (node) => {
    const text = lines(called(node));
    return s("text", {"aria-hidden": true}, text.map((line, i) => s("tspan", {x: 0, dy: i ? ROW : 0}, line)));
  };
  const nodeOf = (node) => s("g", {
    class: ["node", node.state, node.family === "Group" && "group", node.middle && "middle", node.key === chosen && "chosen", way.has(node.key) && "way"].filter(Boolean).join(" "),
    "data-key": node.key, id: node.key, role: "button", tabindex: node.key === (chosen ?? picture.nodes[0].key) ? 0 : -1, "aria-label": nodeSaid(node), "aria-pressed": String(node.key === chosen),
  }, s("g.sign", (node.key === chosen || node.middle) && s("circle.halo", {r: SIZE + 7}), sign(node)), label(node));

  const lineLayer = s("g.edges", edges.map(lineOf));
  const nodeLayer = s("g.nodes", seen.map(nodeOf));
  const view = s("g", lineLayer, nodeLayer);
  const svg = s("svg", {class: `picture ${picture.layout}${chosen ? " choosing" : ""}`, role: "group", "aria-label": say("picture_of", {name: picture.title, n: picture.nodes.length, m: picture.edges.length})}, view);
  const frame = h("div.frame", svg, tip);
  const drawnNodes = new Map([...nodeLayer.children].map((one) => [one.dataset.key, one]));

  // --- the view: where, and how close ------------------------------------------------------------------------------

  let [tx, ty, k] = [0, 0, 1];
  // signs shrink as the reader goes away, though not as fast as the distances; labels do not
  const small = () => Math.min(1, Math.max(0.45, k * 1.3));
  const size = () => SIZE * small();
  const importance = (node) => (node.key === chosen ? 0 : node.middle ? 1 : way.has(node.key) ? 2 : node.shared ? 3 : node.level ? 4 + Object.keys(theSchema().level).indexOf(node.level) / 20 : node.family === "Group" ? 5 : 6);
  const byImportance = [...seen].sort((a, b) => importance(a) - importance(b));
  const boxes = new Map(seen.map((one) => {
    const text = lines(called(one));
    const bold = one.middle || one.key === chosen ? 1.1 : 1;
    return [one.key, [Math.max(...text.map(wide)) * bold + 4, text.length * ROW]];
  }));

  /** Labels that would lie on others or on the sign of another node, or be cut by the frame, wait until there is room. */
  function declutter() {
    const cells = new Map();
    const reach = (x1, y1, x2, y2) => {
      const found = [];
      for (let i = Math.floor(x1 / 80); i <= Math.floor(x2 / 80); i++) for (let j = Math.floor(y1 / 40); j <= Math.floor(y2 / 40); j++) found.push(`${i},${j}`);
      return found;
    };
    const take = (box) => {
      for (const cell of reach(...box)) cells.set(cell, [...(cells.get(cell) ?? []), box]);
    };
    for (const node of seen) {
      const [x, y] = at.get(node.key).map((one) => one * k);
      take([x - size() + 1, y - size() + 1, x + size() - 1, y + size() - 1]);
    }
    for (const node of byImportance) {
      const [x, y] = at.get(node.key).map((one) => one * k);
      const inFrame = (box) => box[0] + tx >= 0 && box[1] + ty >= 0 && box[2] + tx <= svg.clientWidth && box[3] + ty <= svg.clientHeight;
      const free = (box) => inFrame(box) && reach(...box).every((cell) => (cells.get(cell) ?? []).every((other) => box[2] <= other[0] || other[2] <= box[0] || box[3] <= other[1] || other[3] <= box[1]));
      const side = SIDES[inTree ? (inner.has(node.key) ? "inner" : "leaf") : "ties"].find((one) => free(boxOf(node.key, x, y, one)));
      const one = drawnNodes.get(node.key);
      one.classList.toggle("mute", !side);
      if (side) take(boxOf(node.key, x, y, side));
      write(one.lastChild, node.key, side ?? "below");
    }
  }
  /** What a label on a side of its sign covers: left, top, right, bottom. */
  function boxOf(key, x, y, side) {
    const [wide, high] = boxes.get(key), by = size() + 3;
    if (side === "below") return [x - wide / 2, y + by, x + wide / 2, y + by + high];
    if (side === "above") return [x - wide / 2, y - by - high, x + wide / 2, y - by];
    return side === "right" ? [x + by, y - high / 2, x + by + wide, y + high / 2] : [x - by - wide, y - high / 2, x - by, y + high / 2];
  }
  function write(text, key, side) {
    const [left, top, right] = boxOf(key, 0, 0, side);
    text.setAttribute("text-anchor", {right: "start", left: "end"}[side] ?? "middle");
    text.setAttribute("transform", `translate(${side === "right" ? left + 1 : side === "left" ? right - 1 : 0} ${top + EM - 1})`);
  }
  function place(scaled = true) {
    view.setAttribute("transform", `translate(${tx} ${ty}) scale(${k})`);
    if (!scaled) return;
    for (const [key, one] of drawnNodes) {
      one.setAttribute("transform", `translate(${at.get(key)[0]} ${at.get(key)[1]}) scale(${1 / k})`);
      one.firstChild.setAttribute("transform", `scale(${small()})`);
    }
    declutter();
  }
  function fit() {
    const {width, height} = svg.getBoundingClientRect();
    if (!width || !seen.length) return;
    const xs = seen.map((one) => at.get(one.key)[0]), ys = seen.map((one) => at.get(one.key)[1]);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const [wide, high] = [0, 1].map((i) => 2 * (Math.max(...[...boxes.values()].map((one) => one[i])) + SIZE + 4));
    const room = (all, labels, nodes) => Math.max(all - labels, all * 0.6) / Math.max(nodes, 1);
    k = Math.min(1.4, Math.max(FAR, Math.min(room(width, wide, right - left), room(height, high, bottom - top))));
    tx = width / 2 - (k * (left + right)) / 2;
    ty = height / 2 - (k * (top + bottom)) / 2;
    place();
  }
  function zoom(by, x = svg.clientWidth / 2, y = svg.clientHeight / 2) {
    const next = Math.min(CLOSE, Math.max(FAR, k * by));
    [tx, ty] = [x - ((x - tx) * next) / k, y - ((y - ty) * next) / k];
    k = next;
    place();
  }

  // --- hands -----------------------------------------------------------------------------------------------------

  const keyAt = (event) => event.target.closest("[data-key]")?.dataset.key;
  const tell = (text, x, y) => {
    tip.textContent = text;
    tip.hidden = !text;
    if (!text) return;
    const box = frame.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x - box.left + 12, box.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, Math.min(y - box.top + 14, box.height - tip.offsetHeight - 4))}px`;
  };
  const told = new Map(edges.map((one) => [one.key, one]));
  svg.addEventListener("pointermove", (event) => {
    const key = keyAt(event);
    const text = nodes.has(key) ? nodeSaid(nodes.get(key)) : told.has(key) ? edgeSaid(told.get(key), nodes) : "";
    tell(text, event.clientX, event.clientY);
  });
  svg.addEventListener("pointerleave", () => tell(""));
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, {passive: false});
  svg.addEventListener("pointerdown", (event) => {
    const key = keyAt(event), node = nodes.get(key);
    const from = [event.clientX, event.clientY], was = [tx, ty], place0 = node && at.get(key);
    let moved = false;
    const move = (next) => {
      const [dx, dy] = [next.clientX - from[0], next.clientY - from[1]];
      if (!moved && Math.hypot(dx, dy) < 4) return;
      if (!moved) svg.setPointerCapture(event.pointerId);
      moved = true;
      if (!node) [tx, ty] = [was[0] + dx, was[1] + dy];
      else {
        at.set(key, [place0[0] + dx / k, place0[1] + dy / k]);
        for (const one of lineLayer.children) {
          const edge = told.get(one.dataset.key);
          for (const [end, i] of [[edge.start, 1], [edge.end, 2]])
            if (end === key) for (const line of one.children) [line[`x${i}`].baseVal.value, line[`y${i}`].baseVal.value] = at.get(key);
        }
      }
      place(Boolean(node));
    };
    const over = () => {
      held.abort();
      if (!node) return declutter();
      if (moved) on.pin(key, ...at.get(key).map(Math.round));
      else take(node);
    };
    const held = new AbortController();
    svg.addEventListener("pointermove", move, held);
    for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, over, held);
  });
  const take = (node) => (node.family === "Group" && node.opens ? on.open(node) : on.choose(node.key));

  const ARROWS = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]};
  svg.addEventListener("keydown", (event) => {
    const key = keyAt(event);
    if (!nodes.has(key)) return;
    if (event.key === "Enter" || event.key === " ") take(nodes.get(key));
    else if (event.key === "Escape") on.choose(null);
    else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1.25 : 0.8);
    else if (ARROWS[event.key]) {
      const [dx, dy] = ARROWS[event.key], [x, y] = at.get(key);
      let best = null, least = Infinity;
      for (const one of seen) {
        const [vx, vy] = [at.get(one.key)[0] - x, at.get(one.key)[1] - y];
        const along = vx * dx + vy * dy, aside = Math.abs(vx * dy - vy * dx);
        if (one.key !== key && along > 0 && along + 2 * aside < least) [best, least] = [one.key, along + 2 * aside];
      }
      if (best) focus(best);
    } else return;
    event.preventDefault();
  });
  function focus(key) {
    for (const one of drawnNodes.values()) one.setAttribute("tabindex", -1);
    const one = drawnNodes.get(key);
    if (!one) return;
    one.setAttribute("tabindex", 0);
    one.focus({preventScroll: true});
    const [x, y] = at.get(key);
    const inside = tx + x * k > 40 && tx + x * k < svg.clientWidth - 40 && ty + y * k > 40 && ty + y * k < svg.clientHeight - 40;
    if (!inside) {
      [tx, ty] = [svg.clientWidth / 2 - x * k, svg.clientHeight / 2 - y * k];
      place();
    }
  }
  let fitted = false;
  new ResizeObserver(() => {
    if (!svg.clientWidth) return;
    svg.setAttribute("viewBox", `0 0 ${svg.clientWidth} ${svg.clientHeight}`); // on paper the whole is scaled to the sheet
    if (!fitted) fit();
    fitted = true;
  }).observe(svg);
  return {element: frame, fit, zoom, focus};
}
