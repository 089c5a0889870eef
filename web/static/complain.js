"use strict";
/* Keeps what is typed on this device, and nowhere else, until it is sent; shows the emergency
   numbers at once. Without this the form works all the same, page by page. */
(() => {
  const NAME = "tuntas.complaint";
  const DAYS_KEPT = 7;
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const value = (name) => (form.elements.namedItem(name) || {}).value || "";
  const typed = () => [...form.elements].filter((field) =>
    field.name && !["hidden", "submit", "file"].includes(field.type) && (field.type !== "radio" || field.checked));

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(NAME) || "null");
      return kept && Date.now() - kept.at < DAYS_KEPT * 86400000 ? kept : null;
    } catch { return null; }
  };
  const drop = () => { try { localStorage.removeItem(NAME); } catch { /* nothing kept then */ } };
  const keep = () => {
    if (value("step") === "what" && !typed().some((field) => field.value)) return;
    const words = Object.fromEntries(typed().map((field) => [field.name, field.value]));
    const kept = { at: Date.now(), step: value("step"), state: value("state"), words };
    try { localStorage.setItem(NAME, JSON.stringify(kept)); } catch { return; }
    const told = document.querySelector("[data-kept]");
    if (told) told.hidden = false;
  };

  const fill = (words) => Object.entries(words).forEach(([name, text]) => {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value = text;
    else if (field && !field.value) field.value = text;
    [...form.elements].filter((one) => one.name === name).forEach((one) => one.dispatchEvent(new Event("change", { bubbles: true })));
  });

  const began = value("step") !== "what" || typed().some((field) => field.value);
  const kept = read();
  if (kept && !began) {
    const offer = document.querySelector("[data-resume]");
    offer.hidden = false;
    offer.querySelector("[data-resume-drop]").addEventListener("click", () => { drop(); offer.hidden = true; });
    offer.querySelector("[data-resume-go]").addEventListener("click", () => {
      form.elements.namedItem("state").value = kept.state;
      form.elements.namedItem("step").value = kept.step;
      const add = (name, text) => {
        const field = document.createElement("input");
        field.type = "hidden"; field.name = name; field.value = text;
        form.append(field);
      };
      [...form.elements].forEach((field) => { if (field.name in kept.words) field.disabled = true; });
      Object.entries(kept.words).forEach(([name, text]) => add(name, text));
      add("go", "resume");
      form.submit();
    });
  } else if (began) {
    if (kept && kept.state === value("state")) fill(kept.words);
    keep();
  }

  let waiting;
  form.addEventListener("input", () => {
    const offer = document.querySelector("[data-resume]");
    if (offer) offer.hidden = true; /* they begin anew, in its place */
  }, { once: true });
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 400); });
  form.addEventListener("submit", keep);
  const dropper = document.querySelector("[data-drop]");
  if (dropper) dropper.addEventListener("click", () => {
    drop();
    location.assign(form.action);
  });

  /* Words that sound like danger, as the server knows them. */
  const words = form.dataset.danger;
  const note = document.querySelector("[data-danger-note]");
  if (!words || !note) return;
  const escaped = words.split("|").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const danger = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped})(?![\\p{L}\\p{N}_])`, "iu");
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea") && danger.test(event.target.value)) note.hidden = false;
  });
})();
