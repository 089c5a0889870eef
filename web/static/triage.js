// Triage without a mouse: a row of the keyboard for each step. Everything works without it:
// each key presses a button that is there, or fills the field that the button fills.
"use strict";
(() => {
  const form = document.querySelector("[data-triage]");
  if (!form) return;
  const KEPT = "tuntas.triage.keys";
  const page = document.getElementById("content");
  const said = form.querySelector("[data-said]");
  const toggle = document.querySelector("[data-keys-on]");

  const field = (name) => form.elements.namedItem(name);
  const tell = (words) => { said.textContent = words; };

  /* Fill a field as its suggestion says; false where only the server can (a list has to change). */
  function fill(button) {
    const { fills, value, klass } = button.dataset;
    const list = field(fills);
    const option = [...list.options].find((one) => one.value === value);
    if (!option || (fills === "category" && button.parentElement.previousElementSibling)) return false;
    list.value = value;
    if (klass) field("klass").value = klass;
    for (const other of form.querySelectorAll(`[data-fills="${fills}"]`)) {
      if (other === button) other.setAttribute("aria-pressed", "true");
      else other.removeAttribute("aria-pressed");
    }
    tell(option.text);
    return true;
  }

  const first = (name) => form.querySelector(`.offers [data-fills="${name}"]`);

  function all() {
    ["category", "unit"].map(first).filter(Boolean).forEach(fill);
    const words = ["category", "unit"].map((name) => field(name).selectedOptions[0]);
    tell(words.filter((one) => one && one.value).map((one) => one.text).join(", "));
  }

  function press(target) {
    if (target.type === "radio") {
      target.checked = true;
      tell(target.labels[0].querySelector("strong").firstChild.textContent);
    } else if (target.matches("details")) {
      for (const one of document.querySelectorAll("[data-twin]")) one.open = one === target && !target.open;
      if (target.open) target.scrollIntoView({ block: "nearest" });
    } else if (target.value === "all") all();
    else if (!target.dataset.fills || target.dataset.fills === "reported_unit" || !fill(target)) form.requestSubmit(target);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=fill]");
    if (!button) return;
    if (button.value === "all") { all(); event.preventDefault(); }
    else if (button.dataset.fills !== "reported_unit" && fill(button)) event.preventDefault();
  });

  const busy = (element) => element.matches("textarea, input:not([type=radio]):not([type=checkbox]), select");
  const pressable = (element) => element.matches("a, button, summary");

  function meant(event) {
    const key = event.key.toLowerCase();
    if (key === "g") return document.querySelector("[data-twin][open] [data-merge]");
    if (key === "enter" && pressable(event.target)) return null;
    return [...page.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === key);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || busy(event.target)) return;
    if (!toggle.checked || document.querySelector("dialog[open]")) return;
    const target = meant(event);
    if (!target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    press(target);
  }, true);

  /* WCAG 2.2, 2.1.4: whoever speaks to their machine, or types by accident, turns the keys off. */
  const show = () => page.toggleAttribute("data-keys-shown", toggle.checked);
  try { toggle.checked = localStorage.getItem(KEPT) !== "off"; } catch { /* not kept then */ }
  toggle.addEventListener("change", () => {
    show();
    try { localStorage.setItem(KEPT, toggle.checked ? "on" : "off"); } catch { /* not kept then */ }
  });
  show();
})();
