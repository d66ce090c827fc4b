// Finding somebody while one types: under the search field of a list stand the people that the letters may mean, the best
// first, each a way to her record. The combobox of WAI-ARIA 1.2. Enter without a choice searches the list, as without this.
// An element with data-find carries the address of the suggestions, the place of the records, and every word that is said.
(() => {
  "use strict";
  const WAIT = 120;
  const LEAST = 2;
  const words = document.querySelector("[data-find]")?.dataset;
  const input = words && document.querySelector(".filters input[type=search]");
  if (!input) return;

  let active = -1;
  let asked = null;
  let timer = 0;
  const list = make("ul", { id: "find-list", role: "listbox", "aria-label": words.title, className: "picker-list find-list" });
  const status = make("p", { className: "visually-hidden", role: "status" });
  list.hidden = true;
  input.closest(".field").classList.add("find");
  input.after(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const many = list.children.length;
      if (list.hidden) look();
      else activate((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + many) % many);
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      open(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the letters stay
      close();
    }
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the letters keep the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open(option);
  });

  async function look() {
    asked?.abort();
    const text = input.value.trim();
    if ([...text].length < LEAST) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${words.find}?q=${encodeURIComponent(text)}`, {
        headers: { Accept: "application/json" }, signal: asked.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      show(await answer.json());
    } catch (failure) {
      if (failure.name !== "AbortError") close(); // the button searches as ever
    }
  }

  function show(found) {
    close();
    if (document.activeElement !== input) return;
    list.replaceChildren(...found.map((one, place) => {
      const person = make("span", { className: "person" });
      person.append(make("bdi", { className: "person-own", textContent: one.name || one.latin }));
      if (one.latin && one.latin !== one.name) person.append(make("bdi", { className: "person-latin", lang: "en", textContent: one.latin }));
      if (one.why) person.append(make("span", { className: "person-why", textContent: one.why }));
      const note = [one.number, one.agency].filter(Boolean).join(" · ");
      const option = make("li", { id: `find-${place}`, role: "option", "aria-selected": "false" });
      option.dataset.uid = one.uid;
      option.append(person, make("span", { className: "picker-note", textContent: note }));
      return option;
    }));
    status.textContent = found.length ? words.found.replace("{n}", found.length) : words.none;
    if (!found.length) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function activate(place) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = list.children[active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function open(option) {
    location.assign(words.records + option.dataset.uid);
  }

  function close() {
    clearTimeout(timer);
    active = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function make(tag, facts) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(facts)) {
      if (name === "className" || name === "textContent") element[name] = value;
      else element.setAttribute(name, value);
    }
    return element;
  }
})();
