// While a name is typed: what it may be in the other script, as buttons that fill the field. The form works without it:
// there "Suggest the Latin form" sends it, and it comes back with the same buttons.
(() => {
  "use strict";
  const WAIT = 250;

  for (const form of document.querySelectorAll("form[data-suggest]")) start(form);

  function start(form) {
    const places = [...form.querySelectorAll("[data-fillings]")];
    const fields = places.map((place) => form.elements[place.dataset.fillings]);
    const state = form.elements.state;
    let timer = 0;
    let asked = null;

    for (const field of [...fields, state]) {
      field?.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(look, WAIT);
      });
    }
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=fill], button[name=suggest]");
      if (!button) return;
      event.preventDefault();
      if (button.name === "fill") fill(button);
      else look();
    });

    function fill(button) {
      const place = button.closest("[data-fillings]");
      const field = form.elements[place.dataset.fillings];
      field.value = button.value.slice(place.dataset.fillings.length + 1);
      place.replaceChildren();
      field.focus();
    }

    async function look() {
      asked?.abort();
      asked = new AbortController();
      const typed = new FormData();
      typed.set("csrf_token", form.elements.csrf_token.value);
      typed.set("state", state ? state.value : form.dataset.state);
      for (const field of fields) typed.set(field.name, field.value.trim());
      try {
        const answer = await fetch(form.dataset.suggest, { method: "POST", body: typed, headers: { Accept: "application/json" }, signal: asked.signal });
        if (!answer.ok) return;
        const found = await answer.json();
        for (const place of places) offer(place, found[place.dataset.fillings] || []);
      } catch (error) {
        if (error.name !== "AbortError") for (const place of places) place.replaceChildren();
      }
    }
  }

  function offer(place, texts) {
    if (!texts.length) {
      place.replaceChildren();
      return;
    }
    const word = document.createElement("span");
    word.className = "fillings-word";
    word.setAttribute("aria-hidden", "true");
    word.textContent = place.dataset.word;
    place.replaceChildren(word, ...texts.map((text) => {
      const button = document.createElement("button");
      const own = document.createElement("bdi");
      own.textContent = text;
      button.type = "submit";
      button.className = "btn btn-fill";
      button.name = "fill";
      button.value = `${place.dataset.fillings}:${text}`;
      button.setAttribute("aria-label", place.dataset.says.replace("{}", text));
      button.append(own);
      return button;
    }));
  }
})();
