// A few letters, then a person: the combobox of WAI-ARIA 1.2 with a list of suggestions, several people as chips.
// Improves a form that works without it: there "Find" shows people with boxes to tick. The form carries the address of
// the suggestions in data-picker and every word that is said.
(() => {
  "use strict";
  const WAIT = 150;
  const LEAST = 2;

  for (const form of document.querySelectorAll("form[data-picker]")) start(form);

  function start(form) {
    const words = form.dataset;
    const box = form.querySelector("[data-picker-box]");
    const input = box.querySelector("input");
    const ticks = form.querySelector("[data-picker-ticks]");
    const find = form.querySelector("[data-picker-find]");
    let people = [];
    let active = -1;
    let asked = null;
    let timer = 0;

    const list = make("ul", { id: "picker-list", role: "listbox", "aria-label": box.querySelector("label").textContent, className: "picker-list" });
    list.hidden = true;
    const chosen = make("ul", { className: "picker-chosen" });
    const status = make("p", { className: "visually-hidden", role: "status" });
    const under = make("p", { className: "picker-none" });
    under.hidden = true;
    box.append(list, under, status);
    box.after(chosen);
    offerFind(false);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

    // What was ticked before becomes chips; the sentences that stand there stay.
    for (const tick of ticks.querySelectorAll("input[name=member]")) {
      if (tick.checked) choose({ id: tick.value, name: tick.closest(".choice").querySelector("label").textContent });
    }
    const error = ticks.querySelector(".error");
    ticks.replaceChildren(...(error ? [error] : []));
    if (error) error.id = "member";

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) look();
        else if (people.length) activate((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + people.length) % people.length);
      } else if (event.key === "Enter" && input.value.trim()) {
        event.preventDefault();
        if (!list.hidden && people.length) pick(active < 0 && people.length === 1 ? 0 : active);
      } else if (event.key === "Escape") {
        if (list.hidden && under.hidden) input.value = "";
        close();
      }
    });
    input.addEventListener("blur", () => setTimeout(close, WAIT));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the letters keep the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) pick([...list.children].indexOf(option));
    });

    async function look() {
      asked?.abort();
      const text = input.value.trim();
      if ([...text].length < LEAST) {
        close();
        if (text) status.textContent = words.few;
        return;
      }
      asked = new AbortController();
      try {
        const answer = await fetch(`${words.picker}?q=${encodeURIComponent(text)}`, {
          headers: { Accept: "application/json" }, signal: asked.signal,
        });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const taken = new Set([...chosen.querySelectorAll("input")].map((one) => one.value));
        show((await answer.json()).filter((one) => !taken.has(String(one.id))));
      } catch (failure) {
        if (failure.name === "AbortError") return;
        close();
        offerFind(true);
        say(words.failed);
      }
    }

    function show(found) {
      close();
      people = found;
      list.replaceChildren(...found.map((one, place) => {
        const name = make("bdi", { className: "person-own", textContent: one.name });
        const person = make("span", { className: "person" });
        person.append(name);
        if (one.latin) person.append(make("bdi", { className: "person-latin", lang: "en", textContent: one.latin }));
        if (one.why) person.append(make("span", { className: "person-why", textContent: one.why }));
        const option = make("li", { id: `picker-${place}`, role: "option", "aria-selected": "false" });
        option.append(person, make("span", { className: "picker-note", textContent: one.note }));
        return option;
      }));
      if (!found.length) return say(words.none);
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      status.textContent = words.found.replace("{n}", found.length);
    }

    function activate(place) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = place;
      const option = list.children[active];
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }

    function pick(place) {
      if (place < 0) return;
      choose(people[place]);
      status.textContent = words.chosen.replace("{name}", people[place].name);
      input.value = "";
      close();
      input.focus();
    }

    function choose(one) {
      const chip = make("li", { className: "chip chip-plain picker-chip" });
      const off = make("button", { type: "button", "aria-label": words.off.replace("{name}", one.name), textContent: "×" });
      off.addEventListener("click", () => {
        chip.remove();
        input.focus();
      });
      chip.append(
        make("bdi", { textContent: one.name }),
        make("input", { type: "hidden", name: "member", value: String(one.id) }),
        off,
      );
      chosen.append(chip);
    }

    // Out of sight it is out of use too, so that Enter sends nothing by mistake.
    function offerFind(needed) {
      find.hidden = !needed;
      find.querySelector("button").disabled = !needed;
    }

    function say(sentence) {
      under.textContent = status.textContent = sentence;
      under.hidden = false;
    }

    function close() {
      active = -1;
      list.hidden = true;
      under.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
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
