// Several people as chips, each found by a few letters. Improves a form that works without it: there "Find" shows people
// with boxes to tick. The form carries the address of the suggestions in data-picker and every word that is said.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-picker]")) start(form);

  function start(form) {
    const make = window.combobox.make;
    const words = form.dataset;
    const box = form.querySelector("[data-picker-box]");
    const input = box.querySelector("input");
    const ticks = form.querySelector("[data-picker-ticks]");
    const find = form.querySelector("[data-picker-find]");
    const chosen = make("ul", { className: "picker-chosen" });
    const status = make("p", { className: "visually-hidden", role: "status" });
    const under = make("p", { className: "picker-none" });
    under.hidden = true;
    const { list, close } = window.combobox(input, {
      id: "picker-list",
      label: box.querySelector("label").textContent,
      address: words.picker,
      takesEnter: true,
      note: (one) => one.note,
      keep: (one) => ![...chosen.querySelectorAll("input")].some((there) => there.value === String(one.id)),
      choose: pick,
      found: (people) => {
        if (people.length) status.textContent = words.found.replace("{n}", people.length);
        else say(words.none);
      },
      few: () => { status.textContent = words.few; },
      failed: () => {
        offerFind(true);
        say(words.failed);
      },
      closed: () => { under.hidden = true; },
    });
    box.append(list, under, status);
    box.after(chosen);
    offerFind(false);

    // What was ticked before becomes chips; the sentences that stand there stay.
    for (const tick of ticks.querySelectorAll("input[name=member]")) {
      if (tick.checked) choose({ id: tick.value, name: tick.closest(".choice").querySelector("label").textContent });
    }
    const error = ticks.querySelector(".error");
    ticks.replaceChildren(...(error ? [error] : []));
    if (error) error.id = "member";

    function pick(one) {
      choose(one);
      status.textContent = words.chosen.replace("{name}", one.name);
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
  }
})();
