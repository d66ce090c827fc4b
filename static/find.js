// Finding somebody while one types: under the search field of a list stand the people that the letters may mean, the best
// first, each a way to her record. Enter without a choice searches the list, as without this.
// An element with data-find carries the address of the suggestions, the place of the records, and every word that is said.
(() => {
  "use strict";
  const words = document.querySelector("[data-find]")?.dataset;
  const input = words && document.querySelector(".filters input[type=search]");
  if (!input) return;
  const status = window.combobox.make("p", { className: "visually-hidden", role: "status" });
  const box = window.combobox(input, {
    id: "find-list",
    label: words.title,
    address: words.find,
    note: (one) => [one.number, one.agency].filter(Boolean).join(" · "),
    choose: (one) => location.assign(words.records + one.uid),
    found: (people) => { status.textContent = people.length ? words.found.replace("{n}", people.length) : words.none; },
  });
  box.list.classList.add("find-list");
  input.closest(".field").classList.add("find");
  input.after(box.list, status);
  input.form.addEventListener("submit", box.close);
})();
