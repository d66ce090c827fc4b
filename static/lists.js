// Choosing a list: columns move in place, and the preview follows every choice. Without it the buttons ask the server.
(() => {
  "use strict";
  const form = document.querySelector("form[data-list]");
  if (!form) return;
  const preview = document.querySelector("[data-preview]");
  const list = form.querySelector("[data-columns]");
  const said = form.querySelector("[data-said]");
  let waiting, asked;

  // What is typed before the export outlives a new preview.
  const keep = () => new Map([...preview.querySelectorAll("input[type=text], select, input:checked")].map((one) => [one.name, one.value]));
  const restore = (kept) => {
    for (const one of preview.querySelectorAll("input[type=text], select, input[type=radio], input[type=checkbox]")) {
      if (!kept.has(one.name)) continue;
      if (one.type === "checkbox") one.checked = true;
      else if (one.type === "radio") one.checked = one.value === kept.get(one.name);
      else one.value = kept.get(one.name);
    }
  };

  const address = () => {
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    return `${form.getAttribute("action")}?${chosen}`;
  };

  const refresh = async () => {
    const url = address();
    asked?.abort();
    asked = new AbortController();
    preview.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: asked.signal, credentials: "same-origin" });
      // Signed out, or an address that makes no sense: the page itself says it.
      if (!answer.ok || answer.redirected) return form.requestSubmit();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-preview]");
      if (!fresh || page.querySelector("[data-error-summary]")) return form.requestSubmit();
      const kept = keep();
      preview.replaceChildren(...fresh.childNodes);
      restore(kept);
      for (const link of page.querySelectorAll("[data-load]")) {
        const own = form.querySelector(`[data-load="${link.dataset.load}"]`);
        if (own) own.href = link.getAttribute("href");
      }
      history.replaceState(null, "", url);
      preview.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      preview.removeAttribute("aria-busy");
      form.requestSubmit();
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 250);
  };

  const ticked = () => [...list.children];
  const say = (item) => {
    const all = ticked();
    const words = { column: item.querySelector("label").textContent, place: all.indexOf(item) + 1, count: all.length };
    said.textContent = list.dataset.moved.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
  };

  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.name === "find") return;
    if (box.name === "column") {
      const item = box.closest("li");
      item.querySelector(".column-moves").hidden = !box.checked;
      const rest = form.querySelector("[data-others]");
      if (box.checked) list.append(item);
      else rest?.prepend(item);
      if (box.checked) box.focus();
      if (box.checked) say(item);
    }
    soon();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("li");
    const all = ticked();
    const at = all.indexOf(item);
    if (button.value.startsWith("up ") && at > 0) all[at - 1].before(item);
    else if (button.value.startsWith("down ") && at < all.length - 1) all[at + 1].after(item);
    button.focus();
    say(item);
    soon();
  });
})();
