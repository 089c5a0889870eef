"use strict";
/* Small comforts of all pages. Every page is whole without them; nothing here decides anything. */
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Copy, share and print: buttons that only a script can serve come with it. */
  all("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = button.querySelector("span");
      const before = words.textContent;
      words.textContent = button.dataset.done;
      setTimeout(() => { words.textContent = before; }, 2500);
    });
  });
  all("[data-share]").forEach((button) => {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: document.title, text: button.dataset.share, url: button.dataset.address })
        .catch(() => { /* they closed the sheet */ });
    });
  });
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  /* A second press while the first is under way sends nothing: the server would know, too. */
  all("form").forEach((form) => {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button || !button.dataset.once) return;
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      button.setAttribute("aria-disabled", "true");
      button.lastChild.textContent = button.dataset.once;
    });
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  /* Files that are too large are told before they travel. */
  all("input[type=file][data-megabytes]").forEach((input) => {
    const told = input.parentElement.querySelector("[data-files-error]");
    input.addEventListener("change", () => {
      const large = [...input.files].find((file) => file.size > input.dataset.megabytes * 1000000);
      let words = "";
      if (large) words = input.dataset.tooLarge.replace("{name}", large.name);
      else if (input.files.length > Number(input.dataset.most)) words = input.dataset.tooMany;
      told.textContent = words;
      told.hidden = !words;
      input.setCustomValidity(words);
      if (words) input.value = "";
    });
  });

  /* Characters left, where there is not much left. */
  all("textarea[maxlength]").forEach((area) => {
    const count = document.createElement("p");
    count.className = "field-count";
    count.setAttribute("aria-live", "polite");
    area.after(count);
    const tell = () => {
      const used = area.value.length;
      count.textContent = used > area.maxLength * 0.8 ? `${used} / ${area.maxLength}` : "";
    };
    area.addEventListener("input", tell);
    tell();
  });

  /* Colours change at once; the form keeps them for the next page. */
  all("[data-theme-switch]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      const wish = event.submitter && event.submitter.value;
      if (wish === "auto") delete document.documentElement.dataset.theme;
      else if (wish) document.documentElement.dataset.theme = wish;
    });
  });

  /* Fields that belong to a choice are shown with it. */
  all("[data-shown-for]").forEach((part) => {
    const [name, values] = part.dataset.shownFor.split(":");
    const radios = all(`input[name="${name}"]`);
    const show = () => {
      const chosen = radios.find((radio) => radio.checked);
      part.hidden = !chosen || !values.split(",").includes(chosen.value);
    };
    radios.forEach((radio) => radio.addEventListener("change", show));
    show();
  });

  /* An open menu closes by Escape and by a press elsewhere. */
  const more = document.querySelector(".menu-more");
  if (more) {
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") more.open = false; });
    document.addEventListener("click", (event) => { if (!more.contains(event.target)) more.open = false; });
  }
})();
