// What every page may use, each an addition to a page that works without it.
(() => {
  "use strict";

  // Where a form was refused, reading starts with what has to be mended.
  document.querySelector("[data-error-summary]")?.focus();

  // A menu closes by Escape and by a press elsewhere.
  const close = (menu, refocus) => {
    if (!menu.open) return;
    menu.open = false;
    if (refocus) menu.querySelector("summary").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) close(menu, true);
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target) && !menu.nextElementSibling?.contains(event.target)) close(menu, false);
    }
  });

  // A button with data-confirm asks first. Without JavaScript it acts at once, and what it does can be undone or is asked by a page.
  const ask = (button) => {
    const words = document.querySelector("#ask").content.cloneNode(true);
    const dialog = words.querySelector("dialog");
    dialog.querySelector("p").textContent = button.dataset.confirm;
    dialog.querySelector("[value=yes]").textContent = button.textContent.trim();
    document.body.append(words);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "yes") {
        button.dataset.asked = "yes";
        button.form.requestSubmit(button);
      } else {
        button.focus();
      }
    });
    dialog.showModal();
  };

  // A form is sent once; the button says that it is on its way. Back and forward find it ready again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (button?.dataset.confirm && !button.dataset.asked && document.querySelector("#ask")) {
      event.preventDefault();
      ask(button);
      return;
    }
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    button?.setAttribute("aria-busy", "true");
    // An answer that is a file leaves the page as it is, so the form opens again.
    setTimeout(() => release(form), 8000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("[data-asked]")) delete button.dataset.asked;
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // Print buttons are there only where they can print.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
