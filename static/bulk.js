// Choosing many: the ticks stay while one turns the pages of the list, in this tab and for this sign-in alone.
// Kept are names of rows that say nothing. Without it, one page's ticks or all that is found can be chosen.
(() => {
  "use strict";
  const KEY = "bulk";
  if (document.querySelector("[data-bulk-done]")) sessionStorage.removeItem(KEY);
  const bar = document.querySelector("form[data-bulk]");
  if (!bar) return;
  const boxes = [...document.querySelectorAll("input[form=bulk][name=member]")];
  const whole = document.querySelector("[data-bulk-page]");
  const which = bar.elements.namedItem("which");
  const count = bar.querySelector("[data-bulk-count]");
  const clear = bar.querySelector("[data-bulk-clear]");
  const most = Number(bar.dataset.most);

  const read = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      return kept?.whose === bar.dataset.whose ? new Set(kept.chosen) : new Set();
    } catch {
      return new Set();
    }
  };
  const chosen = read();

  const show = () => {
    for (const box of boxes) box.checked = chosen.has(box.value);
    const here = boxes.filter((box) => box.checked).length;
    whole.checked = here > 0 && here === boxes.length;
    whole.indeterminate = here > 0 && here < boxes.length;
    const ticked = chosen.size ? bar.dataset.words.replace("{n}", String(chosen.size)) : bar.dataset.idleWords;
    count.textContent = which.value === "ticked" ? ticked : ""; // of the others the choice itself says how many
    clear.hidden = chosen.size === 0;
    bar.toggleAttribute("data-idle", chosen.size === 0 && which.value === "ticked");
    sessionStorage.setItem(KEY, JSON.stringify({ whose: bar.dataset.whose, chosen: [...chosen] }));
  };
  const set = (box, on) => {
    if (!on) chosen.delete(box.value);
    else if (chosen.size < most) chosen.add(box.value);
    which.value = "ticked";
  };

  for (const box of boxes) {
    box.addEventListener("change", () => {
      set(box, box.checked);
      show();
    });
  }
  whole.addEventListener("change", () => {
    for (const box of boxes) set(box, whole.checked);
    show();
  });
  which.addEventListener("change", show);
  clear.addEventListener("click", () => {
    chosen.clear();
    show();
    which.focus();
  });
  // Who was ticked on other pages goes along.
  bar.addEventListener("submit", () => {
    for (const old of bar.querySelectorAll("[data-kept]")) old.remove();
    const here = new Set(boxes.map((box) => box.value));
    for (const uid of chosen) {
      if (here.has(uid)) continue;
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "member", value: uid });
      field.dataset.kept = "";
      bar.append(field);
    }
  });

  whole.closest("label").hidden = false;
  document.querySelector("[data-bulk-heading]").hidden = true;
  bar.setAttribute("data-ready", "");
  addEventListener("pageshow", show);
  show();
})();
