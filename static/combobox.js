// A few letters, then somebody: the combobox of WAI-ARIA 1.2 over a search field, with a list of people under it.
// What is done with whoever is chosen, and what is said, is the page's.
(() => {
  "use strict";
  const WAIT = 120;
  const LEAST = 2;

  // `facts`: `id` and `label` of the list, the `address` of the suggestions, `note(one)` beside a name, `choose(one)`,
  // and `found(people)`, `few()`, `failed()`, `closed()` when it is so. With `takesEnter` the form is never sent from here.
  window.combobox = (input, facts) => {
    let people = [];
    let active = -1;
    let asked = null;
    let timer = 0;
    const list = make("ul", { id: facts.id, role: "listbox", "aria-label": facts.label, className: "picker-list" });
    list.hidden = true;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) look();
        else activate((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + people.length) % people.length);
      } else if (event.key === "Enter" && (facts.takesEnter ? input.value.trim() : active >= 0 && !list.hidden)) {
        event.preventDefault();
        const meant = facts.takesEnter && active < 0 && people.length === 1 ? 0 : active;
        if (!list.hidden && meant >= 0) facts.choose(people[meant]);
      } else if (event.key === "Escape") {
        if (!list.hidden) event.preventDefault(); // the letters stay
        else if (facts.takesEnter) input.value = "";
        close();
      }
    });
    input.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the letters keep the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) facts.choose(people[[...list.children].indexOf(option)]);
    });

    async function look() {
      asked?.abort();
      const text = input.value.trim();
      if ([...text].length < LEAST) {
        close();
        if (text) facts.few?.();
        return;
      }
      asked = new AbortController();
      try {
        const answer = await fetch(`${facts.address}?q=${encodeURIComponent(text)}`, {
          headers: { Accept: "application/json" }, signal: asked.signal,
        });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        show(await answer.json());
      } catch (failure) {
        if (failure.name === "AbortError") return;
        close();
        facts.failed?.();
      }
    }

    function show(found) {
      close();
      if (document.activeElement !== input) return;
      people = facts.keep ? found.filter(facts.keep) : found;
      list.replaceChildren(...people.map((one, place) => {
        const person = make("span", { className: "person" });
        person.append(make("bdi", { className: "person-own", textContent: one.name || one.latin }));
        if (one.latin && one.latin !== one.name) person.append(make("bdi", { className: "person-latin", lang: "en", textContent: one.latin }));
        if (one.why) person.append(make("span", { className: "person-why", textContent: one.why }));
        const option = make("li", { id: `${list.id}-${place}`, role: "option", "aria-selected": "false" });
        option.append(person, make("span", { className: "picker-note", textContent: facts.note(one) }));
        return option;
      }));
      facts.found(people);
      if (!people.length) return;
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

    function close() {
      clearTimeout(timer);
      active = -1;
      people = [];
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      facts.closed?.();
    }

    return { list, close };
  };

  // An element with these attributes; class and text by the names that the DOM has for them.
  window.combobox.make = make;
  function make(tag, attributes) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "className" || name === "textContent") element[name] = value;
      else element.setAttribute(name, value);
    }
    return element;
  }
})();
