// The register: every cell is a mark that is saved at once, by key, by pointer or by thumb.
// Its page (templates/attendance/register.html) is a form of one session; this turns it into the whole grid.
// In #register: data-words (every sentence), data-makers (names by account), data-mode (how people attend unless said
// otherwise), data-operations and data-marks (addresses). In a cell: data-v version, data-m mark, data-o online, data-b and
// data-t who marked it when, data-x outside her time on the list. In a session's head: data-attended, -marked, -due, -over.
import { Saving, same } from "./register-saving.js";

const root = document.querySelector("#register");
const words = JSON.parse(root.dataset.words);
const marks = new Map(words.marks.map(([status, shape, word, short]) => [status, { shape, word, short }])); // in the order of the keys
const makers = JSON.parse(root.dataset.makers);
const say = (text, facts = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");
const make = (tag, facts = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name in element && !/^(role|aria-|data-)/.test(name)) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
};
const icon = (name) => {
  const drawn = root.querySelector("svg use").closest("svg").cloneNode(true);
  const use = drawn.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return drawn;
};

// ---- What the page says, read once ----
const narrow = matchMedia("(max-width: 39.99rem)");
const table = root.querySelector(".register-grid");
const tabs = [...root.querySelectorAll(".register-sessions a")];
const tiles = [...document.querySelectorAll(".tiles .tile-number")];
const state = root.querySelector(".register-state");
const fillButton = root.querySelector(".register-all");
const ATTENDED = new Set(["present", "late", "left_early"]);

const sessions = [...table.querySelectorAll("thead .register-session")].map((head) => ({
  id: Number(head.dataset.session),
  head,
  name: `${head.querySelector("b").textContent} ${head.querySelector("span").textContent}`,
  cancelled: !("due" in head.dataset),
  over: "over" in head.dataset,
  attended: Number(head.dataset.attended ?? 0),
  marked: Number(head.dataset.marked ?? 0),
  due: Number(head.dataset.due ?? 0),
  tab: tabs.find((tab) => tab.dataset.session === head.dataset.session),
}));
const rows = [...table.tBodies[0].rows].map((tr, place) => {
  const row = { tr, place, participation: Number(tr.dataset.p), total: tr.querySelector(".register-total") };
  row.name = tr.querySelector(".person-own").textContent.trim();
  row.cells = [...tr.querySelectorAll(".register-cell")].map((td, column) => {
    const data = td.dataset;
    const mark = { status: data.m || null, mode: "o" in data ? "online" : "in_person" };
    return {
      td, row, column, session: sessions[column].id, participation: row.participation,
      open: td.classList.contains("is-open"), outside: "x" in data,
      version: Number(data.v ?? 0), server: mark, wanted: mark,
      by: makers[data.b], at: data.t && new Date(data.t * 1000).toISOString(),
    };
  });
  return row;
});
const cells = rows.flatMap((row) => row.cells);
const find = (participation, session) => cells.find((cell) => cell.participation === participation && cell.session === session);
let current = sessions.find((session) => session.head.classList.contains("is-current"));
let active = null;

// ---- How a mark looks and is called ----
const wordOf = ({ status, mode }) => {
  if (!status) return words.unmarked;
  const { word } = marks.get(status);
  return mode === "online" && ATTENDED.has(status) ? say(words.withOnline, { mark: word }) : word;
};
const shapeOf = ({ status }) => (status ? marks.get(status).shape : "·");
const looks = ({ status, mode }) => `mark mark-${status ?? "unmarked"}${mode === "online" && ATTENDED.has(status) ? " mark-online" : ""}`;
const clock = new Intl.DateTimeFormat(root.dataset.language === "en" ? "en-GB" : root.dataset.language, { timeZone: root.dataset.zone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

const paint = (cell) => {
  const { button, wanted, row } = cell;
  button.className = looks(wanted);
  button.textContent = shapeOf(wanted);
  button.setAttribute("aria-label", say(words.cell, { name: row.name, session: sessions[cell.column].name, mark: wordOf(wanted) }));
  if (cell.choices) paintChoices(cell);
};
const show = (cell, name) => { // saving, saved, failed, conflict, or nothing
  clearTimeout(cell.fading);
  cell.state = name;
  const pressed = cell.choices?.querySelector("[aria-pressed=true]");
  cell.choices?.querySelectorAll("[data-state]").forEach((button) => delete button.dataset.state);
  for (const element of [cell.button, pressed].filter(Boolean)) {
    if (name) element.dataset.state = name;
    else delete element.dataset.state;
  }
  if (name === "saved") cell.fading = setTimeout(() => show(cell, ""), 2000);
};

// ---- Counting, by the rule that the server counts by (network/attendance/rule.py) ----
const held = (session) => !session.cancelled && (session.over || session.marked > 0);
const total = (row) => {
  const counted = row.cells.filter((cell) => !sessions[cell.column].cancelled);
  const attended = counted.filter((cell) => ATTENDED.has(cell.wanted.status)).length;
  const due = counted.filter((cell) => cell.wanted.status || (!cell.outside && held(sessions[cell.column])));
  const excused = counted.filter((cell) => cell.wanted.status === "excused").length;
  const unmarked = due.filter((cell) => !cell.wanted.status).length;
  const notes = [excused && say(words.excused, { n: excused }), unmarked && say(words.unmarkedCount, { n: unmarked })].filter(Boolean);
  row.total.textContent = say(words.total, { n: attended, all: due.length });
  if (notes.length) row.total.append(make("small", {}, notes.join(" · ")));
};
const fillable = (session) => cells.filter((cell) => cell.session === session.id && cell.open && !cell.outside && !cell.wanted.status && cell.state !== "conflict");
const head = (session) => {
  session.due = Math.max(session.due, session.marked);
  const text = say(words.of, { n: session.attended, all: session.due });
  for (const place of [session.head, session.tab]) if (place) place.querySelector("small").textContent = text;
  const left = fillable(session).length;
  if (session.fill) {
    session.fill.disabled = !left;
    session.fill.lastChild.textContent = left;
  }
  if (session !== current) return;
  fillButton.disabled = !left;
  fillButton.querySelector("small span").textContent = `${session.name} · `;
  fillButton.querySelector("small b").textContent = left;
  tiles[1].firstChild.textContent = session.attended;
  tiles[1].querySelector(".tile-of").textContent = `/${session.due}`;
};
const figures = () => {
  const due = sessions.filter(held);
  const sum = (name) => due.reduce((all, session) => all + session[name], 0);
  tiles[2].textContent = `${sum("due") ? Math.floor((sum("marked") * 100) / sum("due")) : 0}%`;
};
const put = (cell, mark) => { // the only place where a mark on the page changes
  const session = sessions[cell.column];
  const before = held(session);
  session.attended += ATTENDED.has(mark.status) - ATTENDED.has(cell.wanted.status);
  session.marked += Boolean(mark.status) - Boolean(cell.wanted.status);
  cell.wanted = mark;
  if (!cell.button) return;
  paint(cell);
  if (before === held(session)) total(cell.row);
  else rows.forEach(total);
};
const recount = (changed) => {
  new Set(changed.map((cell) => sessions[cell.column])).forEach(head);
  figures();
};

// ---- Saving, and saying so ----
const conflicts = [];
let troubled = []; // cells that the server refused, kept until they are tried again or given up
const tell = (text, tone = "", ...buttons) => {
  state.replaceChildren(make("span", {}, text), ...buttons);
  state.dataset.tone = tone;
};
const button = (text, act, kind = "btn-link") => {
  const made = make("button", { type: "button", className: `btn ${kind}` }, text);
  made.addEventListener("click", act);
  return made;
};
let last = null; // what is to be said once all is saved
const saving = new Saving(root.dataset, {
  saved(cell) {
    if (cell.button) show(cell, "saved");
  },
  conflict(cell) {
    show(cell, "conflict");
    conflicts.push(cell);
    decide();
  },
  refused(refused, sentence) {
    refused.forEach((cell) => show(cell, "failed"));
    troubled.push(...refused);
    trouble(sentence);
  },
  news(mark) {
    const cell = find(mark.participation, mark.session);
    if (!cell || mark.version <= cell.version || saving.queue.has(cell) || conflicts.includes(cell) || troubled.includes(cell)) return;
    saving.learn(cell, mark);
    if (same(cell.wanted, cell.server)) return;
    put(cell, cell.server);
    recount([cell]);
  },
  state(name, facts) {
    const waiting = [...saving.queue];
    if (name === "saving") waiting.forEach((cell) => cell.operation && show(cell, "saving"));
    if (["waiting", "signedOut", "somebodyElse"].includes(name)) waiting.forEach((cell) => show(cell, "failed"));
    if (name === "saved") return troubled.length || conflicts.length || tell(last ?? words.saved, "saved");
    if (name === "saving") return tell(say(words.saving, facts));
    if (name === "waiting") return tell(`${words[facts.why]} ${say(words.waiting, facts)}`, "failed", button(words.retry, () => saving.hurry()));
    const link = make("a", { href: root.dataset.signin, target: "_blank", rel: "noopener" }, words.signIn);
    return tell(`${words[name]} `, "failed", link);
  },
});
const trouble = (sentence) => tell(
  say(words.refused, { n: troubled.length, why: sentence }), "failed",
  button(words.retry, () => {
    const again = troubled;
    troubled = [];
    saving.add(again, "marked");
  }),
  button(words.dropped, () => {
    troubled.forEach((cell) => (put(cell, cell.server), show(cell, "")));
    recount(troubled);
    troubled = [];
    tell("");
  }),
);
addEventListener("beforeunload", (event) => {
  if (saving.waiting || conflicts.length || troubled.length) event.preventDefault();
});

// ---- Marking and undoing ----
const history = [];
const mark = (changes, reason = "marked") => { // [[cell, mark]], as one for Undo
  const made = changes.filter(([cell, wanted]) => cell.open && !conflicts.includes(cell) && !same(cell.wanted, wanted));
  if (!made.length) return;
  if (reason !== "undone") history.push(made.map(([cell, wanted]) => ({ cell, from: cell.wanted, to: wanted })));
  undoButton.disabled = !history.length;
  made.forEach(([cell, wanted]) => put(cell, wanted));
  recount(made.map(([cell]) => cell));
  troubled = troubled.filter((cell) => !made.some(([one]) => one === cell));
  const [cell, wanted] = made[0];
  if (made.length === 1 && reason === "marked") last = say(words.savedOne, { name: cell.row.name, mark: wordOf(wanted) });
  saving.add(made.map(([one]) => one), reason);
};
const undo = () => {
  const group = history.pop();
  undoButton.disabled = !history.length;
  if (!group) return tell(words.nothingToUndo);
  const back = group.filter(({ cell, to }) => same(cell.wanted, to) && !conflicts.includes(cell));
  last = say(back.length === group.length ? words.undone : words.undoneKept, { n: back.length, kept: group.length - back.length });
  if (back.length) mark(back.map(({ cell, from }) => [cell, from]), "undone");
  else tell(last);
};
const fill = (session) => {
  const empty = fillable(session);
  if (!empty.length) return tell(words.nothing);
  last = say(words.filled, { n: empty.length });
  mark(empty.map((cell) => [cell, { status: "present", mode: root.dataset.mode }]), "filled");
};
const wish = (cell, name) => { // what a key or a button asks for: a status, "online", "in_person", "toggle" or "clear"
  const { status, mode } = cell.wanted;
  if (name === "clear") return { status: null, mode: "in_person" };
  if (name === "toggle") return wish(cell, mode === "online" && ATTENDED.has(status) ? "in_person" : "online");
  if (name === "online" || name === "in_person") return { status: ATTENDED.has(status) ? status : "present", mode: name };
  const attends = ATTENDED.has(name);
  return { status: name, mode: attends ? (ATTENDED.has(status) ? mode : root.dataset.mode) : "in_person" };
};
const undoButton = button("", undo, "btn-undo register-undo");
undoButton.append(icon("undo"), make("span", {}, words.undo));
undoButton.disabled = true;

// ---- Somebody else was here: she decides, one at a time ----
const panel = make("section", { className: "conflict", role: "alert", hidden: true });
const decide = () => {
  const cell = conflicts[0];
  panel.hidden = !cell;
  if (!cell) return saving.waiting || tell(words.saved, "saved");
  const facts = { name: cell.row.name, session: sessions[cell.column].name, by: cell.by, time: cell.at && clock.format(new Date(cell.at)) };
  const choice = (wanted, label, note) => {
    const made = make("button", { type: "button" }, make("span", { className: looks(wanted), "aria-hidden": "true" }, shapeOf(wanted)),
      make("span", {}, make("b", {}, say(label, { mark: wordOf(wanted) })), make("small", {}, note)));
    made.addEventListener("click", () => {
      conflicts.shift();
      put(cell, wanted);
      show(cell, "");
      recount([cell]);
      if (!same(wanted, cell.server)) saving.add([cell], "marked");
      decide();
      if (!narrow.matches) focus(cell);
    });
    return make("li", {}, made);
  };
  tell(say(words.conflictTitle, facts), "failed");
  panel.replaceChildren(
    make("h2", {}, say(words.conflictTitle, facts)),
    make("p", {}, say(words.conflictText, facts), conflicts.length > 1 ? ` ${say(words.later, { n: conflicts.length - 1 })}` : ""),
    make("ul", { className: "conflict-choices" }, choice(cell.server, words.keep, say(words.keepNote, facts)), choice(cell.wanted, words.use, words.useNote)),
  );
};

// ---- The menu of one cell: every mark, how she attended, who marked it ----
const menu = make("dialog", { className: "mark-menu" });
const open = (cell) => {
  const pick = (name, shape, label) => {
    const pressed = name === cell.wanted.status || (ATTENDED.has(cell.wanted.status) && name === cell.wanted.mode);
    const made = make("button", { type: "button", className: "register-choice", "data-mark": name, "aria-pressed": String(pressed), disabled: name === "clear" && !cell.wanted.status }, make("b", { "aria-hidden": "true" }, shape), make("span", {}, label));
    made.addEventListener("click", () => {
      menu.close();
      mark([[cell, wish(cell, name)]]);
    });
    return made;
  };
  const facts = cell.wanted.status && cell.by && same(cell.wanted, cell.server) ? say(words.by, { by: cell.by, time: clock.format(new Date(cell.at)) }) : "";
  const foot = make("p", { className: "mark-menu-foot" }, make("span", {}, facts), make("a", { href: `${root.dataset.base}/${cell.participation}` }, words.history), button(words.close, () => menu.close()));
  menu.cell = cell;
  menu.replaceChildren(
    make("h2", {}, make("bdi", {}, cell.row.name), make("small", {}, sessions[cell.column].name)),
    make("div", { className: "mark-menu-choices" }, ...[...marks].map(([name, { shape, word }]) => pick(name, shape, word)), pick("clear", "·", words.clear)),
    make("div", { className: "mark-menu-choices two" }, pick("in_person", "○", words.inPerson), pick("online", "◆", words.online)),
    foot,
  );
  menu.setAttribute("aria-label", say(words.group, { name: cell.row.name }));
  menu.showModal();
  menu.style.margin = "";
  if (narrow.matches) return;
  const at = cell.button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - size.width / 2), innerWidth - size.width - 8);
  const below = at.bottom + 8 + size.height < innerHeight;
  menu.style.margin = `${below ? at.bottom + 8 : Math.max(8, at.top - size.height - 8)}px 0 0 ${left}px`;
};
menu.addEventListener("click", (event) => event.target === menu && menu.close());

// ---- The phone: four choices across, one session at a time ----
const label = (choice, shape, short, word = short) => { // the name holds what is read: whoever speaks to her phone says that
  choice.firstChild.textContent = shape;
  choice.lastChild.textContent = short;
  choice.setAttribute("aria-label", word === short ? word : `${short}: ${word}`);
};
const paintChoices = (cell) => {
  const { status, mode } = cell.wanted;
  const online = mode === "online" && ATTENDED.has(status);
  for (const choice of cell.choices.children) {
    const name = choice.dataset.mark;
    const other = name === "more" && (online || (status && !["present", "late", "absent"].includes(status)));
    choice.setAttribute("aria-pressed", String(name === status || Boolean(other)));
    if (name !== "more") continue;
    if (!other) label(choice, "…", words.more);
    else if (online) label(choice, "◆", words.online);
    else label(choice, shapeOf(cell.wanted), marks.get(status).short, marks.get(status).word);
  }
};
const choices = (cell) => {
  if (cell.choices || !cell.open) return;
  cell.choices = make("div", { className: "register-choices", role: "group", "aria-label": say(words.group, { name: cell.row.name }) },
    ...["present", "late", "absent", "more"].map((name) => {
      const made = make("button", { type: "button", className: "register-choice", "data-mark": name }, make("b", { "aria-hidden": "true" }), make("span"));
      if (name !== "more") label(made, marks.get(name).shape, marks.get(name).short, marks.get(name).word);
      return made;
    }));
  cell.choices.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.mark;
    if (name === "more") open(cell);
    else if (name) mark([[cell, wish(cell, name)]]);
  });
  cell.td.append(cell.choices);
  paintChoices(cell);
};
const turn = (session) => { // to another session
  current = session;
  for (const one of sessions) {
    one.head.classList.toggle("is-current", one === session);
    if (one === session) one.tab?.setAttribute("aria-current", "true");
    else one.tab?.removeAttribute("aria-current");
  }
  for (const cell of cells) cell.td.classList.toggle("is-current", cell.session === session.id);
  if (narrow.matches) {
    rows.forEach((row) => choices(row.cells[sessions.indexOf(session)]));
    const strip = session.tab.closest("nav");
    strip.scrollLeft += session.tab.getBoundingClientRect().left - strip.clientWidth / 2 + session.tab.clientWidth / 2;
  }
  head(session);
  window.history.replaceState(null, "", session.tab.href);
};
const beside = (step) => {
  const open = sessions.filter((session) => !session.cancelled);
  return open[open.indexOf(current) + step];
};
let began = null;
const frame = root.querySelector(".register-frame");
frame.addEventListener("touchstart", ({ touches: [touch] }) => {
  began = touch.clientX > 24 && touch.clientX < innerWidth - 24 ? touch : null; // the edges are the browser's own
}, { passive: true });
frame.addEventListener("touchend", ({ changedTouches: [touch] }) => {
  if (!began || !narrow.matches) return;
  const [across, down] = [touch.clientX - began.clientX, touch.clientY - began.clientY];
  const next = Math.abs(across) > 60 && Math.abs(down) < 40 && beside(across < 0 ? 1 : -1);
  if (next) turn(next);
}, { passive: true });

// ---- Keys: by the place of the key, so that any alphabet will do ----
const KEYS = {
  Digit1: "present", KeyP: "present", Digit2: "late", KeyL: "late", Digit3: "left_early", KeyH: "left_early",
  Digit4: "excused", KeyE: "excused", Digit5: "absent", KeyA: "absent", Digit6: "toggle", KeyO: "toggle",
  Digit0: "clear", Delete: "clear", Backspace: "clear",
};
const keyed = (event) => KEYS[/^Numpad\d$/.test(event.code) && /\d/.test(event.key) ? event.code.replace("Numpad", "Digit") : event.code];
const focus = (cell) => {
  if (!cell?.button) return;
  if (active) active.button.tabIndex = -1;
  active = cell;
  cell.button.tabIndex = 0;
  cell.button.focus({ preventScroll: true });
  cell.td.scrollIntoView({ block: "nearest", inline: "nearest" });
};
const step = (cell, down, right) => { // the nearest cell that way that takes marks
  let { place } = cell.row;
  let { column } = cell;
  do {
    place += Math.sign(down);
    column += Math.sign(right);
    if (!rows[place]?.cells[column]) return null;
  } while (!rows[place].cells[column].open);
  return rows[place].cells[column];
};
const stride = (cell, down) => {
  let at = cell;
  for (let count = Math.abs(down); count; count--) at = step(at, down, 0) ?? at;
  return at;
};
const edge = (cell, which, corner) => {
  const among = (corner ? cells : cell.row.cells).filter((one) => one.open);
  return among.at(which);
};
const MOVES = {
  ArrowUp: (cell) => step(cell, -1, 0), ArrowDown: (cell) => step(cell, 1, 0),
  ArrowLeft: (cell) => step(cell, 0, -1), ArrowRight: (cell) => step(cell, 0, 1),
  PageUp: (cell) => stride(cell, -5), PageDown: (cell) => stride(cell, 5),
  Home: (cell, event) => edge(cell, 0, event.ctrlKey), End: (cell, event) => edge(cell, -1, event.ctrlKey),
};
table.addEventListener("keydown", (event) => {
  const cell = cells.find((one) => one.button === event.target);
  if (!cell || event.altKey) return;
  if (MOVES[event.key]) {
    event.preventDefault();
    return focus(MOVES[event.key](cell, event));
  }
  if (event.ctrlKey || event.metaKey) return;
  const name = keyed(event);
  if (!name) return;
  event.preventDefault();
  if (event.shiftKey) return name === "present" ? fill(sessions[cell.column]) : undefined;
  mark([[cell, wish(cell, name)]]);
  focus(step(cell, 1, 0));
});
menu.addEventListener("keydown", (event) => {
  const name = !event.ctrlKey && !event.metaKey && !event.altKey && keyed(event);
  if (!name) return;
  event.preventDefault();
  const { cell } = menu;
  menu.close();
  mark([[cell, wish(cell, name)]]);
  focus(step(cell, 1, 0) ?? cell);
});
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyZ" || !(event.ctrlKey || event.metaKey) || event.shiftKey || menu.open) return;
  if (event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  undo();
});

// ---- The form becomes the grid ----
const fillAndGoOn = (session) => { // all are present; at a keyboard the next keys are for the exceptions
  fill(session);
  const column = sessions.indexOf(session);
  if (atDesk) focus(rows.find((row) => row.cells[column].open)?.cells[column]);
};
root.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter === fillButton) fillAndGoOn(current);
});
for (const cell of cells) {
  if (!cell.open) continue;
  cell.button = make("button", { type: "button", tabIndex: -1 });
  cell.button.addEventListener("click", () => {
    focus(cell);
    open(cell);
  });
  cell.button.addEventListener("focus", () => {
    if (active && active !== cell) active.button.tabIndex = -1;
    active = cell;
    cell.button.tabIndex = 0;
    if (current !== sessions[cell.column]) turn(sessions[cell.column]);
  });
  cell.td.replaceChildren(cell.button);
  paint(cell);
}
for (const session of sessions.filter((one) => !one.cancelled)) {
  session.fill = make("button", { type: "button", className: "register-fill", title: fillButton.querySelector("span").textContent }, icon("done"), "");
  session.fill.append(make("span"));
  session.fill.setAttribute("aria-label", `${session.fill.title}: ${session.name}`);
  session.fill.addEventListener("click", () => fillAndGoOn(session));
  session.head.append(session.fill);
  session.tab.addEventListener("click", (event) => {
    event.preventDefault();
    turn(session);
  });
}
table.setAttribute("role", "grid");
const bar = root.querySelector(".register-bar"); // the head of the table sticks right under it, however tall its words make it
new ResizeObserver(() => root.style.setProperty("--bar-height", `${Math.floor(bar.getBoundingClientRect().height)}px`)).observe(bar);
fillButton.before(undoButton);
root.append(menu, panel);
root.classList.add("is-live");
const links = table.querySelectorAll(".person-own a");
const reshape = () => {
  links.forEach((link) => (link.tabIndex = narrow.matches ? 0 : -1)); // the menu of a cell leads there by key
  turn(current);
};
narrow.addEventListener("change", reshape);
const first = rows.find((row) => row.cells[sessions.indexOf(current)].open)?.cells[sessions.indexOf(current)];
if (first) {
  active = first;
  first.button.tabIndex = 0;
}
// Whoever sits at a keyboard has come to mark: the first key already does.
const atDesk = first && !narrow.matches && matchMedia("(hover: hover) and (pointer: fine)").matches;
sessions.filter((one) => !one.cancelled).forEach(head);
reshape();
if (atDesk && document.activeElement === document.body) first.button.focus({ preventScroll: true });
