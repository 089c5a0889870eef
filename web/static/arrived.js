"use strict";
/* Registered within seconds, as a rule: look again without being asked, a few times. */
(() => {
  const link = document.querySelector("[data-look-again]");
  const looked = Number(sessionStorage.getItem("tuntas.looked") || 0);
  if (!link || looked >= 5) return;
  sessionStorage.setItem("tuntas.looked", String(looked + 1));
  setTimeout(() => location.replace(link.href), 3000);
})();
